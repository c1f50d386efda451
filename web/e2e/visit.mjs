// A person at the page: a browser in front of a server, whose complaints are kept.

import { join } from "node:path";

import { pictureFolder, startBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";

export async function visit() {
  const [server, browser, pictures] = await Promise.all([startServer(), startBrowser(), pictureFolder()]);
  const page = await browser.newPage({ locale: "en-US", viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    // The browser itself reports answers of 4xx, which are part of the story here.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });

  async function picture(name) {
    // Charts measure themselves once they are laid out: two frames later the page is as a person sees it.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  async function leave() {
    await browser.close();
    await server.stop();
  }

  return {
    server,
    page,
    complaints,
    picture,
    leave,
    button: (name) => page.getByRole("button", { name, exact: true }),
    go: (place) => page.evaluate((to) => (location.hash = `#${to}`), place),
    /** What is told at the edge of the screen. */
    said: (text) => page.locator(".mantine-Notifications-root").getByText(text),
  };
}

/** A file as it is chosen. */
export const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
