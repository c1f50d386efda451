import { useEffect, useRef } from "react";
import { useLocation } from "wouter";

/** The document's title while the caller is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Outlay`;
  }, [title]);
}

/**
 * After a step to another place the reading goes on at its top, for the eyes and for the keyboard, as it does when a
 * browser loads a page. A change of the tab, the last part of the path, is no such step.
 */
export function useArrival(main: string): void {
  const [path] = useLocation();
  const place = path.split("/").slice(0, 3).join("/");
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    window.scrollTo(0, 0);
    document.getElementById(main)?.focus({ preventScroll: true });
  }, [place, main]);
}
