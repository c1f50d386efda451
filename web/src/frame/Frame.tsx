import { Box, Skeleton, Stack } from "@mantine/core";
import { Suspense, type ReactNode } from "react";

import { useArrival } from "../hooks";
import { BottomBar } from "./BottomBar";
import { KeyHelp } from "./KeyHelp";
import { OfflineBanner } from "./OfflineBanner";
import { PaletteHost } from "./PaletteHost";
import { Rail } from "./Rail";
import { useFrameKeys } from "./useFrameKeys";

/** The frame of every page of a signed-in account: a rail beside it, on phones a bar below it. */
export function Frame({ children }: { children: ReactNode }) {
  useArrival("main");
  const help = useFrameKeys();
  return (
    <div className="outlay-frame">
      <a href="#main" className="outlay-skip" onClick={skipToMain}>
        Skip to content
      </a>
      <Rail />
      <Box component="main" id="main" tabIndex={-1} className="outlay-main">
        <OfflineBanner />
        <Suspense fallback={<Arriving />}>{children}</Suspense>
      </Box>
      <BottomBar />
      <PaletteHost />
      <KeyHelp opened={help.opened} onClose={help.close} />
    </div>
  );
}

/** What is there while a page's code is on its way. */
function Arriving() {
  return (
    <Stack aria-busy="true" aria-label="Loading">
      <Skeleton h={32} w={180} />
      <Skeleton h={120} />
      <Skeleton h={240} />
    </Stack>
  );
}

/** A plain `#main` would be taken for a place of its own. */
function skipToMain(event: React.MouseEvent) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
