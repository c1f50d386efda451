import { useEffect } from "react";

/** The document's title while the caller is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Outlay`;
  }, [title]);
}
