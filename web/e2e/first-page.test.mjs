// A person's first visit, in a real browser against the real server: three doors, files, what was found, a phone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { call } from "./account.mjs";
import { violations } from "./axe.mjs";
import { overflow } from "./browser.mjs";
import { brokenCsv, expensesCsv } from "./expenses.mjs";
import { csv, visit } from "./visit.mjs";

// A debug build on a busy machine takes its time; nothing here waits longer than it has to.
const ANALYSIS_WITHIN = 90_000;

let server, page, complaints, picture, leave, button, go, said;

before(async () => {
  ({ server, page, complaints, picture, leave, button, go, said } = await visit());
});
after(() => leave?.());

const welcome = () => page.getByRole("heading", { name: "Welcome, Ada Example" }).waitFor();
const entries = () => page.locator("[role=row].outlay-entry:not(.outlay-head)");

test("an account that does not exist is refused in words", async () => {
  await page.goto(server.url);
  await page.getByLabel("E-mail").fill("nobody@example.com");
  await page.locator("input[name=password]").fill("not the password");
  await button("Sign in").click();
  await page.getByRole("alert").waitFor();
  await picture("sign-in");
});

test("a new account has three doors", async () => {
  await button("Create an account").click();
  await page.getByLabel("Name").fill("Ada Example");
  await page.getByLabel("E-mail").fill(`ada-${Date.now()}@example.com`);
  await page.locator("input[name=password]").fill("correct horse battery");
  await picture("create-account");
  await button("Create account").click();
  await welcome();
  for (const door of ["A file of your bank", "Sample data", "By hand"]) await page.getByRole("heading", { name: door }).waitFor();
  assert.equal(await page.title(), "Welcome, Ada Example · Outlay");
  await picture("first-run");
});

test("sample data is one click away, and one click takes it out again", async () => {
  await button("Try it with sample data").click();
  await page.getByText("What you see is sample data.").waitFor();
  await page.getByRole("region", { name: /^Spent in/ }).getByText(/(less|more) than usual/).waitFor();
  await button("Remove the sample").click();
  await welcome();
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
  await page.getByText("None yet. Whatever is entered").waitFor();
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
  await page.getByText("None yet. Whatever is entered").waitFor();
});

test("what is no bank file is refused in words", async () => {
  await page.locator("input[type=file]").setInputFiles({
    name: "photo.csv",
    mimeType: "text/csv",
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
  });
  await page.getByRole("alert").getByText(/image/).waitFor();
});

test("a good file is shown, entered whole, looked at by itself, and adds nothing a second time", async () => {
  const text = expensesCsv();
  const count = text.trim().split("\n").length - 1;
  const file = page.locator("input[type=file]");
  await file.setInputFiles(csv("expenses.csv", text));
  await page.getByRole("table", { name: "Columns of the file" }).waitFor();
  await page.getByRole("table", { name: "Rows as they would be entered" }).waitFor();
  await picture("import-preview");
  await button(`Enter ${count} rows`).click();
  await said(`${count} entries entered.`).waitFor();
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  await page.getByText(/^(Being analysed|Up to date)/).first().waitFor();
  await go("/imports");
  await page.getByText(`${count} entries entered ·`).waitFor();
  await file.setInputFiles(csv("expenses.csv", text));
  await page.getByText(`${count} already there`).waitFor();
  await button("Discard").click();
  await page.getByRole("list", { name: "Files" }).waitFor();
});

test("the start says what was found, with the money at stake", async () => {
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.getByText(/^Up to date/).waitFor({ timeout: ANALYSIS_WITHIN });
  await page.getByText(/findings?, \$[\d,.]+ at stake|Nothing is waiting/).waitFor();
  await page.getByRole("region", { name: "Habits" }).waitFor();
  await picture("home");
});

test("places and actions are found by name, and the keys are listed", async () => {
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Go to a place, or do something").fill("recur");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Recurring", level: 1 }).waitFor();
  await page.locator("body").press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "detached" });
});

test("an analysis is where its address always was, with its workbook", async () => {
  const { items } = await call(page, "GET", "/analyses");
  await go(`/analyses/${items[0].id}`);
  const [download] = await Promise.all([page.waitForEvent("download"), button("Workbook (.xlsx)").click()]);
  assert.equal(download.suggestedFilename(), "report.xlsx");
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 2).toString(), "PK", "a workbook is a zip archive");
});

test("readers and keyboards find their way, in the light and in the dark", async () => {
  for (const place of ["/", "/transactions", "/budgets?month=2026-02", "/imports"]) {
    await go(place);
    await page.getByRole("heading", { level: 1 }).waitFor();
    // A page that follows an analysis never has an idle network; what it shows while it loads is gone in the end.
    for (const kind of ["Skeleton", "Loader"]) await page.locator(`.mantine-${kind}-root`).first().waitFor({ state: "detached" });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], `${place} ${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
});

test("an access token that has expired is renewed unnoticed", async () => {
  await page.context().clearCookies({ name: "outlay_access" });
  await go("/transactions");
  await page.reload();
  await entries().first().waitFor();
});

test("a server that does not answer is said, and gone on with when it does", async () => {
  await page.context().setOffline(true);
  await page.getByLabel("Search descriptions").fill("metro");
  await page.getByText("The server does not answer.").waitFor();
  await page.context().setOffline(false);
  await page.getByText("The server does not answer.").waitFor({ state: "detached" });
  await button("Clear").click();
});

test("on a phone nothing is wider than the screen, whatever the words are, in the dark too", async () => {
  const long = "Donaudampfschifffahrtsgesellschaft".repeat(14);
  await call(page, "POST", "/expenses/bulk", {
    expenses: Array.from({ length: 60 }, (_, i) => ({
      date: "2026-02-27",
      amount: "1234567890.12",
      category: i === 0 ? long.slice(0, 100) : `Category ${i}`,
      description: i === 0 ? long : `Shop 🛍 ${i} متجر`,
    })),
  });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: "dark" });
  for (const [name, place] of Object.entries({
    home: "/",
    transactions: "/transactions",
    "transactions-add": "/transactions?add=1",
    budgets: "/budgets?month=2026-02",
    imports: "/imports",
  })) {
    await go(`${place}`);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    assert.equal(await overflow(page), 0, name);
    await picture(`phone-${name}`);
  }
  const split = await page.evaluate(() => [...document.querySelectorAll(".outlay-amount")].some((e) => e.getClientRects().length > 1));
  assert.equal(split, false, "amounts do not break");
  await page.locator("input[type=file]").setInputFiles(csv("expenses.csv", expensesCsv()));
  await page.getByRole("table", { name: "Columns of the file" }).waitFor();
  assert.equal(await overflow(page), 0, "preview of a file");
  await picture("phone-import");
  await button("Discard").click();
  await page.getByRole("list", { name: "Files" }).waitFor();
  await go("/transactions?q=Donau");
  await entries().first().click();
  await page.getByRole("dialog").getByText("Where it came from").waitFor();
  assert.equal(await overflow(page), 0, "one row");
  await picture("phone-transaction");
  await page.keyboard.press("Escape");
});

test("after signing out nothing of the account is left on the page", async () => {
  await button("More").click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await button("Sign in").waitFor();
  assert.equal(await overflow(page), 0, "sign-in");
  await page.reload();
  await button("Sign in").waitFor();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(complaints, []);
});
