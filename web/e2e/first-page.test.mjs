// A person's first visit, in a real browser against the real server: from a new account to a workbook on the disk.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { overflow, pictureFolder, startBrowser } from "./browser.mjs";
import { brokenCsv, DUPLICATE, expensesCsv, SPIKE } from "./expenses.mjs";
import { startServer } from "./server.mjs";

// A debug build on a busy machine takes its time; nothing here waits longer than it has to.
const ANALYSIS_WITHIN = 90_000;

let server, browser, page, pictures;
const complaints = [];

before(async () => {
  [server, browser, pictures] = await Promise.all([startServer(), startBrowser(), pictureFolder()]);
  page = await browser.newPage({ locale: "en-US", viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    // The browser itself reports answers of 4xx, which are part of the story here.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function picture(name) {
  // Charts measure themselves once they are laid out: two frames later the page is as a person sees it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const button = (name) => page.getByRole("button", { name, exact: true });
const tab = (name) => page.getByRole("tab", { name, exact: true });

test("an account that does not exist is refused in words", async () => {
  await page.goto(server.url);
  await page.getByLabel("E-mail").fill("nobody@example.com");
  await page.locator("input[name=password]").fill("not the password");
  await button("Sign in").click();
  await page.getByRole("alert").waitFor();
  await picture("sign-in");
});

test("a new account starts empty", async () => {
  await button("Create an account").click();
  await page.getByLabel("Name").fill("Ada Example");
  await page.getByLabel("E-mail").fill(`ada-${Date.now()}@example.com`);
  await page.locator("input[name=password]").fill("correct horse battery");
  await picture("create-account");
  await button("Create account").click();
  await page.getByText("None yet. Add a file to begin.").waitFor();
  assert.equal(await button("Start analysis").isDisabled(), true);
  assert.equal(await page.title(), "Expenses · Outlay");
});

test("rows that cannot be read are shown with line, column, what was given and why, before anything is stored", async () => {
  await page.locator("input[type=file]").setInputFiles(csv("broken.csv", brokenCsv()));
  const refused = page.getByRole("table", { name: "Rows that cannot be read" });
  await refused.waitFor();
  const rows = await refused.locator("tbody tr").allInnerTexts();
  assert.equal(rows.length, 2, rows.join("\n"));
  // Lines as an editor or a spreadsheet counts them: the header is the first.
  assert.match(rows[0], /^3\s+date\s+2026-02-30/s);
  assert.match(rows[1], /^4\s+amount\s+12,3a/s);
  assert.equal(await button("Enter 1 row").isDisabled(), true, "not without a word about them");
  await page.getByLabel("Leave out 2 rows that cannot be read").check();
  assert.equal(await button("Enter 1 row").isDisabled(), false);
  await picture("import-refused");
  await button("Discard").click();
  await page.getByText("None yet. Add a file to begin.").waitFor();
});

test("a file that leaves something open is asked about, with buttons for the answers", async () => {
  const text = "Booked,Text,Value\n03/04/2026,Harbour Homes,-800.00\n05/02/2026,Bistro Lumen,-3.20\n01/06/2026,Metro Fuel,-4.20\n";
  await page.locator("input[type=file]").setInputFiles(csv("undecidable.csv", text));
  await button("Day first").waitFor();
  await picture("import-question");
  assert.equal(await page.getByRole("button", { name: /^Enter/ }).isDisabled(), true);
  await button("Day first").click();
  await page.getByText("Apr 3, 2026", { exact: true }).first().waitFor();
  await button("Discard").click();
  await page.getByText("None yet. Add a file to begin.").waitFor();
});

test("what is no bank file is refused in words", async () => {
  await page.locator("input[type=file]").setInputFiles({
    name: "photo.csv",
    mimeType: "text/csv",
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
  });
  await page.getByRole("alert").getByText(/image/).waitFor();
});

test("the sample file is accepted as it is, and an import can be taken back", async () => {
  const [download] = await Promise.all([page.waitForEvent("download"), button("Download a sample file").click()]);
  const sample = await readFile(await download.path(), "utf8");
  await page.locator("input[type=file]").setInputFiles(csv("sample.csv", sample));
  await page.getByRole("button", { name: /^Enter \d+ rows$/ }).click();
  await page.getByText(/^\d+ entries entered/).waitFor();
  await button("Undo sample.csv").click();
  await page.getByText("None yet. Add a file to begin.").waitFor();
});

test("a good file is shown, entered whole, and adds nothing a second time", async () => {
  const text = expensesCsv();
  const count = text.trim().split("\n").length - 1;
  const file = page.locator("input[type=file]");
  await file.setInputFiles(csv("expenses.csv", text));
  await page.getByRole("table", { name: "Columns of the file" }).waitFor();
  await page.getByRole("table", { name: "Rows as they would be entered" }).waitFor();
  await picture("import-preview");
  await button(`Enter ${count} rows`).click();
  await page.getByRole("heading", { name: `${count} expenses` }).waitFor();
  await picture("imported");
  await file.setInputFiles(csv("expenses.csv", text));
  await page.getByText(`${count} already there`).waitFor();
  await button("Discard").click();
  await page.getByRole("heading", { name: `${count} expenses` }).waitFor();
});

test("an analysis shows its progress and then what is irregular, with reasons", async () => {
  await button("Start analysis").click();
  await page.getByRole("heading", { name: "Progress" }).waitFor();
  await page.getByRole("progressbar", { name: "Progress of the analysis" }).waitFor({ state: "attached" });
  await picture("progress");
  await button("Workbook (.xlsx)").waitFor({ timeout: ANALYSIS_WITHIN });
  await page.getByRole("list", { name: "Findings" }).getByRole("listitem").first().waitFor();
  await picture("anomalies");

  // The two are ranked high; whether they are also flagged is the engine's own test.
  await page.getByText("Everything listed").click();
  await page.getByRole("list", { name: "Findings" }).getByRole("listitem").first().waitFor();
  const cards = await page.locator("ol[aria-label=Findings] > li").allInnerTexts();
  if (!process.env.OUTLAY_URL) {
    for (const { merchant, amount } of [DUPLICATE, SPIKE]) {
      const shown = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(amount);
      const card = cards.find((text) => text.toLowerCase().includes(merchant.toLowerCase()) && text.includes(shown));
      assert.ok(card, `${merchant} ${shown} is not among:\n${cards.join("\n---\n")}`);
    }
  }
  assert.ok(cards.every((text) => /at stake/.test(text)), "every finding says what is at stake");
  await page.getByRole("list", { name: "What was checked" }).getByRole("listitem").first().waitFor();
});

test("a verdict on an anomaly is kept", async () => {
  const card = page.locator("ol[aria-label=Findings] > li").first();
  await card.getByRole("button", { name: "One-off" }).click();
  await card.getByText("Noted").waitFor();
  assert.equal(await card.getByRole("button", { name: "One-off" }).getAttribute("aria-pressed"), "true");
});

test("every part of the result can be read", async () => {
  for (const name of ["Forecast", "Recurring", "Drift", "Clusters"]) {
    await tab(name).click();
    await page.getByRole("tabpanel", { name }).waitFor();
    await page.waitForFunction(() => !document.querySelector("[role=tabpanel] [aria-busy=true]"));
    assert.equal(await page.getByRole("alert").filter({ hasText: "did not work" }).count(), 0, name);
    await picture(name.toLowerCase());
  }
  await tab("Charts").click();
  await page.waitForFunction(() => [...document.images].some((i) => i.alt && i.complete && i.naturalWidth > 0));
  await picture("charts");
});

test("the workbook is downloaded", async () => {
  const [download] = await Promise.all([page.waitForEvent("download"), button("Workbook (.xlsx)").click()]);
  assert.equal(download.suggestedFilename(), "report.xlsx");
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 2).toString(), "PK", "a workbook is a zip archive");
});

test("the result can be reloaded where it was, and is in the list", async () => {
  await tab("Drift").click();
  await page.reload();
  assert.equal(await tab("Drift").getAttribute("aria-selected"), "true");
  await page.getByRole("link", { name: "Expenses and analyses" }).click();
  await page.getByRole("region", { name: "Analyses" }).getByText("Done").waitFor();
});

test("thresholds, merchants and models are seen and changed in the settings", async () => {
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.getByLabel("Flags a month").fill("2000");
  await button("Save").click();
  await page.getByText(/1 to 1000|at most 1000|maximum/i).last().waitFor();
  await page.getByLabel("Flags a month").fill("20");
  await page.getByLabel("False alarms among the flags").fill("2.5");
  await button("Save").click();
  await page.getByText("Saved: the next analysis works with it.").waitFor();
  await page.reload();
  assert.equal(await page.getByLabel("Flags a month").inputValue(), "20");
  assert.match(await page.getByLabel("False alarms among the flags").inputValue(), /^2\.5/);

  const merchants = page.getByRole("table", { name: "Merchants" });
  await merchants.getByText("metro fuel").waitFor();
  await page.getByLabel("Everything at").fill("Metro Fuel");
  await page.getByLabel("belongs to").fill("City Petrol");
  await button("Rename").click();
  await merchants.getByText("city petrol").waitFor();
  await page.getByRole("table", { name: "Trained models" }).getByText("Isolation forest").waitFor();
  await picture("settings");
  await button("Take back that metro fuel is city petrol").click();
  await merchants.getByRole("cell", { name: "metro fuel" }).waitFor();
});

test("the next analysis works with the settings and says what became of verdicts", async () => {
  await page.getByRole("link", { name: "Outlay, to the start" }).click();
  await button("Start analysis").click();
  await button("Workbook (.xlsx)").waitFor({ timeout: ANALYSIS_WITHIN });
  await page.getByText(/Your earlier verdicts on what is listed here: .*1 one-off/).waitFor();
  await page.getByText("Everything listed").click();
  await page.getByText("Not flagged here, because of your earlier verdict.").first().waitFor();
  await page.getByText(/at most 20 flags a month/).waitFor();
  await picture("verdicts");
  await page.getByRole("link", { name: "Outlay, to the start" }).click();
});

test("an access token that has expired is renewed unnoticed", async () => {
  await page.context().clearCookies({ name: "outlay_access" });
  await page.reload();
  await button("Start analysis").waitFor();
});

test("on a phone nothing is wider than the screen, in the dark too", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await overflow(page), 0, "start");
  await picture("phone-start");
  await page.locator("input[type=file]").setInputFiles(csv("expenses.csv", expensesCsv()));
  await page.getByRole("table", { name: "Columns of the file" }).waitFor();
  assert.equal(await overflow(page), 0, "preview of a file");
  await picture("phone-import");
  await button("Discard").click();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("table", { name: "Trained models" }).waitFor();
  assert.equal(await overflow(page), 0, "settings");
  await picture("phone-settings");
  await page.getByRole("link", { name: "Outlay, to the start" }).click();
  await page.getByRole("region", { name: "Analyses" }).getByRole("link").first().click();
  for (const name of ["Findings", "Forecast", "Recurring", "Drift", "Clusters", "Charts"]) {
    await tab(name).click();
    await page.waitForFunction(() => !document.querySelector("[role=tabpanel] [aria-busy=true]"));
    assert.equal(await overflow(page), 0, name);
    await picture(`phone-${name.toLowerCase()}`);
  }
});

test("after signing out nothing of the account is left on the page", async () => {
  await button("Sign out").click();
  await button("Sign in").waitFor();
  assert.equal(await overflow(page), 0, "sign-in");
  await page.reload();
  await button("Sign in").waitFor();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(complaints, []);
});
