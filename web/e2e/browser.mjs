// Chromium as Debian installs it, driven through its protocol; nothing is downloaded.

import { existsSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Starts the browser; `CHROMIUM` names another one. */
export async function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? onPath().find(existsSync);
  if (!executablePath) throw new Error('there is no Chromium: "apt-get install chromium", or set CHROMIUM');
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function onPath() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** A folder for pictures: `OUTLAY_SCREENSHOTS`, or a temporary one. */
export async function pictureFolder() {
  const folder = process.env.OUTLAY_SCREENSHOTS;
  if (!folder) return mkdtemp(join(tmpdir(), "outlay-pictures-"));
  await mkdir(folder, { recursive: true });
  return folder;
}

/** How many pixels the page is wider than its window: 0 when nothing has to be scrolled sideways. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
