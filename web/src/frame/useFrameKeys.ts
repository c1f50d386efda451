import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { useLocation } from "wouter";

import { useKeys } from "../keys";
import { undoLast } from "../notify";
import { PLACES } from "../routes";
import { openPalette } from "./PaletteHost";

/** The keys that work on every page, and the list of them that `?` shows. */
export function useFrameKeys() {
  const [, go] = useLocation();
  const [opened, { open, close }] = useDisclosure(false);
  useHotkeys([["mod+K", openPalette]], []);
  useHotkeys([["mod+Z", undoLast]]);
  useKeys({
    "?": open,
    u: undoLast,
    ...Object.fromEntries(PLACES.map(({ key, path }) => [`g ${key}`, () => go(path)])),
  });
  return { opened, close };
}
