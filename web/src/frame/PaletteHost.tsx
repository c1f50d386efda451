import { lazy, Suspense, useState, useEffect } from "react";

const Palette = lazy(() => import("./Palette"));

const OPEN = "outlay:palette";

/** Opens the command palette from anywhere. */
export function openPalette(): void {
  dispatchEvent(new Event(OPEN));
}

/** Loads the palette when it is first wanted. */
export function PaletteHost() {
  // How often it was asked for: the first time loads it, every time opens it.
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const ask = () => setAsked((n) => n + 1);
    addEventListener(OPEN, ask);
    return () => removeEventListener(OPEN, ask);
  }, []);
  if (asked === 0) return null;
  return (
    <Suspense>
      <Palette asked={asked} />
    </Suspense>
  );
}
