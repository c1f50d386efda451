// What an analysis found, worked through by a person: findings that stay settled, recurring charges, the forecast,
// reports that open their rows, the workbook, and the account.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { call, enter, register } from "./account.mjs";
import { violations } from "./axe.mjs";
import { overflow, pictureFolder, startBrowser } from "./browser.mjs";
import { DUPLICATE, expensesCsv } from "./expenses.mjs";
import { startServer } from "./server.mjs";

const ANALYSIS_WITHIN = 60_000;

let server, browser, page, pictures;
const complaints = [];

before(async () => {
  [server, browser, pictures] = await Promise.all([startServer(), startBrowser(), pictureFolder()]);
  page = await browser.newPage({ locale: "en-US", viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  await register(page, server.url);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const button = (name) => page.getByRole("button", { name, exact: true });
const heading = (name) => page.getByRole("heading", { name });
const go = (place) => page.evaluate((to) => (location.hash = `#${to}`), place);
// Pictures are for a person to look at, and only taken when one asks for them.
const picture = async (name) => process.env.OUTLAY_SCREENSHOTS && page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
const open = () => page.getByRole("list", { name: "To review" }).getByRole("listitem").filter({ has: page.getByText("at stake") });

test("without expenses every page says what to do", async () => {
  for (const place of ["review", "recurring", "forecast", "reports"]) {
    await go(`/${place}`);
    await heading("Nothing to show yet").waitFor();
    await page.getByRole("link", { name: "Add expenses" }).waitFor();
  }
});

test("the first analysis is one click, and its findings are as many as it says", async () => {
  await enter(page, expensesCsv());
  await go("/review");
  await button("Analyse now").click();
  const told = page.getByText(/^\d+ findings? to review/);
  await told.waitFor({ timeout: ANALYSIS_WITHIN });
  await page.getByText(/As of/).waitFor();
  assert.equal(await open().count(), Number.parseInt(await told.innerText()));
  await page.getByRole("list", { name: "What was checked" }).waitFor();
  await picture("review");
});

test("the evidence folds out", async () => {
  const first = open().first();
  await first.getByRole("button", { name: "How we know" }).click();
  await first.getByText(/Chance of something this irregular/).waitFor();
  await first.locator("svg[role=img]").waitFor();
});

test("a double is deleted, and the finding stays settled after a reload", async () => {
  const rows = async () => (await call(page, "GET", `/expenses?q=${encodeURIComponent(DUPLICATE.merchant)}&from=${DUPLICATE.date}&to=${DUPLICATE.date}`)).items;
  const before = (await rows()).length;
  const many = await open().count();
  await button("Delete the double").click();
  await page.getByText(/The double was deleted/).first().waitFor();
  await page.waitForFunction((n) => document.querySelectorAll('[aria-label="To review"] > li').length === n, many - 1);
  assert.equal((await rows()).length, before - 1);
  await page.reload();
  await button("Settled: 1").waitFor();
  assert.equal(await open().count(), many - 1);
  assert.equal(await button("Delete the double").count(), 0);
  await page.getByText(/1 settled/).waitFor();
});

test("the keyboard walks, judges and undoes", async () => {
  const many = await open().count();
  assert.ok(many > 0, "there is something left to review");
  await page.keyboard.press("j");
  const current = page.locator("[aria-current=true].finding");
  await current.waitFor();
  await page.keyboard.press("2");
  await button("Settled: 2").waitFor();
  await page.keyboard.press("u");
  await page.waitForFunction((n) => document.querySelectorAll('[aria-label="To review"] > li').length === n, many);
  await button("Settled: 1").waitFor();
});

test("a verdict is still there after another page and a reload, and can be taken back", async () => {
  await open().first().getByRole("button", { name: "One-off", exact: true }).click();
  await button("Settled: 2").waitFor();
  await go("/forecast");
  await heading("Months ahead").waitFor();
  await go("/review");
  await page.reload();
  await button("Settled: 2").click();
  const judged = page.getByRole("list", { name: "Settled" }).getByRole("button", { name: "One-off", pressed: true });
  await judged.click();
  await button("Settled: 1").waitFor();
});

test("recurring charges are listed and lie on the days of a calendar", async () => {
  await go("/recurring");
  const coming = page.getByRole("list", { name: "Still coming" });
  await coming.getByText("Harbour Homes rent").waitFor();
  await page.getByText("$13,200.00 a year").waitFor();
  await picture("recurring");
  await page.getByText("Calendar", { exact: true }).click();
  await page.getByRole("table", { name: /Calendar of/ }).getByText("Harbour Homes rent").waitFor();
  await page.getByRole("button", { name: "The next month" }).click();
  await page.getByRole("table", { name: /Calendar of/ }).getByText("Streambox subscription").waitFor();
});

test("the forecast is a chart that the keyboard reads, with a table as its twin", async () => {
  await go("/forecast");
  const chart = page.getByRole("group", { name: "All spending, month by month" });
  await chart.waitFor();
  await chart.locator("[data-point][tabindex='0']").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.locator(".chart-tip").getByText(/Feb 2025/).waitFor();
  await page.keyboard.press("Escape");
  await picture("forecast");
  await page.getByRole("figure", { name: /All spending: months/ }).getByRole("button", { name: "As a table" }).click();
  await page.getByRole("table", { name: /All spending: months/ }).getByText(/\(forecast\)/).first().waitFor();
  await button("Evidence: methods, earlier months, what it rests on").click();
  await page.getByRole("table", { name: "Backtest" }).getByText("(used)").first().waitFor();
});

test("a bar of the reports opens its rows", async () => {
  await go("/reports");
  await page.getByRole("list", { name: "Spending by category" }).getByRole("link", { name: /Housing/ }).click();
  await page.waitForFunction(() => location.hash.startsWith("#/transactions?category=Housing&from="));
  await page.getByText("Harbour Homes rent").first().waitFor();
  await page.goBack();
});

test("the workbook and the transactions are saved", async () => {
  for (const [name, magic] of [["Workbook (.xlsx)", "PK"], ["Transactions (.csv)", "row,date"]]) {
    const [file] = await Promise.all([page.waitForEvent("download"), button(name).click()]);
    assert.ok((await readFile(await file.path())).subarray(0, 8).toString().startsWith(magic), name);
  }
});

test("habits are told in money, and an older analysis is shown when it is asked for", async () => {
  await page.getByRole("tab", { name: "Habits" }).click();
  await page.getByRole("list", { name: "Habits" }).getByText(/usual|Since/).first().waitFor();
  await picture("habits");
  await button("Analyse again").click();
  await page.getByRole("tab", { name: "History" }).click();
  const older = page.getByRole("list", { name: "Analyses" }).getByRole("listitem").last().getByRole("link", { name: "review" });
  await older.waitFor({ timeout: ANALYSIS_WITHIN });
  await older.click();
  await page.getByText(/an earlier analysis/).waitFor();
  await button(/^Settled: 1/).waitFor();
  await page.getByRole("link", { name: "show the newest" }).click();
  await page.getByText(/an earlier analysis/).waitFor({ state: "detached" });
});

test("the account is changed, and what is refused is told at its field", async () => {
  await go("/account");
  await page.getByLabel("Name").fill("Ada Changed");
  await page.getByLabel("Date of birth").fill("1815-12-10");
  await button("Save").click();
  await page.getByText("Allowed: 1900-01-01 to today").waitFor();
  await page.getByLabel("Date of birth").fill("1975-12-10");
  await button("Save").click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  await page.reload();
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Changed");

  await page.getByRole("tab", { name: "Analyses" }).click();
  await page.getByLabel("Flags a month").fill("2000");
  await button("Save").click();
  await page.getByText(/1 to 1000|at most 1000|maximum/i).last().waitFor();
  await page.getByLabel("Flags a month").fill("20");
  await button("Save").click();
  await page.getByText("Saved: the next analysis works with it.").waitFor();
  await button("Analyse by schedule").click();
  await page.getByText(/The next analysis starts/).waitFor();
  await button("Switch it off").click();
  await page.getByText("Analyses start only when you ask for one.").waitFor();
  await page.getByRole("list", { name: "Trained models" }).getByText("Isolation forest").waitFor();
});

test("a rule shows what it does before it is saved", async () => {
  await page.getByRole("tab", { name: "Rules" }).click();
  await page.getByLabel("Description has the words").fill("metro fuel");
  await page.getByLabel("Category").fill("Car");
  await button("Show what it does").click();
  await page.getByText(/It is about \d+ entries/).waitFor();
  await button("Save for what comes").click();
  const rules = page.getByRole("list", { name: "Rules" });
  await rules.getByText("File under Car").waitFor();
  await rules.getByRole("button", { name: /^Remove/ }).click();
  await page.getByText(/None yet. A rule files/).waitFor();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await rules.getByText("File under Car").waitFor();
});

test("merchants, banks and webhooks are kept, and everything can be taken along", async () => {
  await page.getByRole("tab", { name: "Merchants" }).click();
  const merchants = page.getByRole("list", { name: "Merchants" });
  await merchants.getByText("metro fuel").waitFor();
  await page.getByLabel("Everything at").fill("Metro Fuel");
  await page.getByLabel("belongs to").fill("City Petrol");
  await button("Rename").click();
  await merchants.getByText("city petrol").waitFor();

  await page.getByRole("tab", { name: "Banks" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Everyday");
  await button("Add").click();
  await page.getByRole("list", { name: "Bank accounts" }).getByText("Everyday").waitFor();

  await page.getByRole("tab", { name: "Webhooks" }).click();
  await page.getByLabel("Address").fill("https://example.com/outlay");
  await button("Add").click();
  await page.getByText(/whsec_/).waitFor();

  await page.getByRole("tab", { name: "Your data" }).click();
  await button("Make an export").click();
  const ready = page.getByRole("button", { name: /Download the export/ });
  await ready.waitFor({ timeout: 30_000 });
  const [file] = await Promise.all([page.waitForEvent("download"), ready.click()]);
  assert.ok((await readFile(await file.path())).subarray(0, 2).toString() === "PK");
});

const PLACES = [
  ["/review", () => page.getByRole("list", { name: "What was checked" })],
  ["/recurring", () => page.getByRole("list", { name: "Still coming" })],
  ["/forecast", () => page.getByRole("group", { name: "All spending, month by month" })],
  ["/reports", () => page.getByRole("list", { name: "Spending by merchant" })],
  ["/reports?show=habits", () => page.getByRole("list", { name: "Habits" })],
  ["/reports?show=history", () => page.getByRole("list", { name: "Analyses" })],
  ["/account/profile", () => page.getByLabel("Name")],
  ["/account/analyses", () => page.getByRole("list", { name: "Trained models" })],
  ["/account/merchants", () => page.getByRole("list", { name: "Merchants" })],
  ["/account/rules", () => page.getByRole("list", { name: "Rules" })],
  ["/account/banks", () => page.getByRole("list", { name: "Bank accounts" })],
  ["/account/webhooks", () => page.getByRole("list", { name: "Webhooks" })],
  ["/account/data", () => page.getByRole("list", { name: "Exports" })],
];

// Each appearance in one of the two widths; the last parts of the account are lists and forms like those before them.
for (const [colorScheme, width] of [["light", 1440], ["dark", 360]]) {
  test(`axe finds nothing, ${colorScheme} at ${width} px, and the screen is wide enough`, async () => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    for (const [place, there] of colorScheme === "light" ? PLACES : PLACES.slice(0, 10)) {
      await go(place);
      await there().waitFor();
      assert.deepEqual(await violations(page), [], place);
      assert.equal(await overflow(page), 0, place);
      await picture(`${width}${place.replace(/\W+/g, "-")}`);
    }
  });
}

test("sixty categories, words of 500 characters and yen stay on a phone's screen", async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.context().clearCookies();
  await register(page, server.url, { currency: "JPY" });
  await enter(page, uglyCsv());
  await go("/review");
  await button("Analyse now").click();
  await page.getByRole("list", { name: "What was checked" }).waitFor({ timeout: ANALYSIS_WITHIN });
  for (const [place, there] of [...PLACES.slice(0, 6), ["/account/merchants", () => page.getByRole("list", { name: "Merchants" })], ["/account/categories", () => page.getByRole("list", { name: "Categories" })]]) {
    await go(place);
    await there().or(page.getByText(/yet|little history/).first()).first().waitFor();
    assert.equal(await overflow(page), 0, place);
    await picture(`ugly${place.replace(/\W+/g, "-")}`);
  }
});

/** What real ledgers do to a layout: many categories, a word without an end, right-to-left, emoji, large amounts. */
function uglyCsv() {
  const rows = ["date,amount,category,description"];
  const long = "x".repeat(500);
  for (let i = 0; i < 400; i++) {
    const day = new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10);
    const description = i % 7 === 0 ? long : i % 5 === 0 ? "متجر الزاوية 🛒" : `Shop ${i % 23}`;
    rows.push(`${day},${1000 + ((i * 7919) % 90_000)},Category number ${i % 60} ${"y".repeat(i % 60)},${description}`);
    if (day.endsWith("-03")) rows.push(`${day},1234567,Category number 1 y,${long}`);
  }
  // Something to find at the place with the long name.
  for (let i = 0; i < 2; i++) rows.push(`2026-01-06,777777,Category number 7 yyyyyyy,${long}`);
  rows.push(`2026-01-09,98765432,Category number 3 yyy,Shop 3`);
  return `${rows.join("\n")}\n`;
}

test("the browser had nothing to complain about", () => assert.deepEqual(complaints, []));
