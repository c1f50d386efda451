// The ledger in a real browser: found, written in, changed many at a time, added to, and what undo has back; a budget.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { call, enter, register } from "./account.mjs";
import { violations } from "./axe.mjs";
import { expensesCsv, SPIKE } from "./expenses.mjs";
import { visit } from "./visit.mjs";

let server, page, complaints, picture, leave, button, go, said;

before(async () => {
  ({ server, page, complaints, picture, leave, button, go, said } = await visit());
  await register(page, server.url);
  await enter(page, expensesCsv());
});
after(() => leave?.());

const table = () => page.getByRole("table", { name: "Transactions" });
const entries = () => table().locator("[role=row].outlay-entry:not(.outlay-head)");
/** Until every row that is drawn has this in the cell. */
const until = (cell, pattern) =>
  page.waitForFunction(
    ([cell, pattern]) => {
      const cells = [...document.querySelectorAll(`.outlay-entry:not(.outlay-head) .outlay-${cell} .outlay-line`)];
      return cells.length > 0 && cells.every((e) => new RegExp(pattern, "i").test(e.textContent));
    },
    [cell, pattern],
  );

test("the ledger is searched and filtered, and the filters stand in the address", async () => {
  await page.getByRole("link", { name: "Transactions" }).first().click();
  await entries().first().waitFor();
  await table().getByText("Feb 2026").first().waitFor();
  await page.getByLabel("Search descriptions").fill("streambox");
  await page.waitForFunction(() => location.hash.includes("q=streambox"));
  await until("name", "streambox");
  await page.reload();
  await entries().first().waitFor();
  assert.equal(await page.getByLabel("Search descriptions").inputValue(), "streambox");
  await button("Clear").click();
  await page.waitForFunction(() => !location.hash.includes("q="));
  await button("Filters").click();
  await page.getByLabel("Category", { exact: true }).selectOption("Housing");
  await until("category", "^Housing$");
  await page.keyboard.press("Escape");
  await button("Amount").click();
  await page.waitForFunction(() => location.hash.includes("sort=amount"));
  await button("Clear").click();
  await go("/transactions");
});

test("a row is written in where it stands, and undo has it back", async () => {
  const first = entries().first();
  await first.waitFor();
  const before = await first.locator(".outlay-category").innerText();
  await first.getByRole("button", { name: /^Change the category/ }).click();
  await first.getByRole("combobox", { name: "Category" }).fill("Treats");
  await page.keyboard.press("Enter");
  await said(/category changed\./).waitFor();
  assert.equal(await first.locator(".outlay-category").innerText(), "Treats");
  await page.keyboard.press("u");
  await said("Undone.").waitFor();
  assert.equal(await first.locator(".outlay-category").innerText(), before);

  await first.getByRole("button", { name: /^Change the amount/ }).click();
  await first.getByRole("textbox", { name: "Amount" }).fill("12,3a");
  await page.keyboard.press("Enter");
  await first.getByText("Not an amount").waitFor();
  await page.keyboard.press("Escape");
  await picture("transactions");
});

test("an edit of what was changed in another window is not lost", async () => {
  const first = entries().first();
  const name = await first.locator(".outlay-name .outlay-line").innerText();
  const { items } = await call(page, "GET", "/expenses?limit=1");
  await call(page, "PATCH", `/expenses/${items[0].id}`, { note: "from elsewhere" });
  await first.getByRole("button", { name: /^Change the description/ }).click();
  await first.getByRole("textbox", { name: "Description" }).fill("Mine");
  await page.keyboard.press("Enter");
  await first.getByText(/changed elsewhere/).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await first.locator(".outlay-name .outlay-line").innerText(), name);
});

test("transactions are added without leaving the keyboard", async () => {
  await page.locator("body").press("n");
  const form = page.getByRole("form", { name: "Add a transaction" });
  await form.waitFor();
  await page.keyboard.type("Corner kiosk");
  await page.keyboard.press("Tab");
  await page.keyboard.type("4,60");
  await page.keyboard.press("Enter");
  await said("Corner kiosk of $4.60 added.").waitFor();
  await table().getByText("Corner kiosk").waitFor();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
});

test("many are changed and deleted in one go, and undo has them back", async () => {
  await page.getByLabel("Search descriptions").fill("streambox");
  await until("name", "streambox");
  const total = await entries().count();
  await entries().nth(0).getByRole("checkbox").click();
  await entries().nth(3).getByRole("checkbox").click({ modifiers: ["Shift"] });
  await page.getByRole("toolbar").getByText("4 rows").waitFor();
  await picture("transactions-chosen");
  await button("Set category").click();
  await page.getByRole("dialog").getByRole("combobox", { name: "Category" }).fill("Fun");
  await button("Set").click();
  await said("4 transactions changed.").waitFor();
  assert.equal(await table().getByText("Fun", { exact: true }).count(), 4);
  await said("4 transactions changed.").locator("..").getByRole("button", { name: "Undo" }).click();
  await said("Undone.").first().waitFor();
  assert.equal(await table().getByText("Fun", { exact: true }).count(), 0);

  await page.getByRole("toolbar").getByRole("button", { name: "Delete" }).click();
  await said("4 transactions deleted.").waitFor();
  assert.equal(await entries().count(), total - 4);
  await said("4 transactions deleted.").locator("..").getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction((n) => document.querySelectorAll("[role=row].outlay-entry:not(.outlay-head)").length === n, total);
  await button("Clear").click();
});

test("one row tells what is known of it", async () => {
  await go(`/transactions?q=${encodeURIComponent(SPIKE.merchant)}&min=1900`);
  await entries().first().waitFor();
  await entries().first().getByRole("button", { name: /^Open/ }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("Where it came from").waitFor();
  await drawer.getByText(/expenses\.csv/).waitFor();
  await drawer.getByRole("img", { name: /entries like “Northside Grocers”, usually/ }).waitFor();
  await picture("transaction");
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
});

test("what is filtered is saved as a file", async () => {
  await go("/transactions?category=Housing");
  await entries().first().waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), button("Export").click()]);
  const [header, ...rows] = (await readFile(await download.path(), "utf8")).trim().split("\n");
  assert.match(header, /^date,amount,kind,category,description/);
  assert.ok(rows.length > 10 && rows.every((row) => row.includes("Housing")), rows[0]);
});

test("a budget is set where it stands, and undo takes it away", async () => {
  await page.getByRole("link", { name: "Budgets" }).first().click();
  await go("/budgets?month=2026-02");
  await button("Set a budget for Groceries").click();
  await page.getByRole("textbox", { name: "Budget of Groceries" }).fill("100");
  await page.keyboard.press("Enter");
  await said("Groceries: $100.00 a month.").waitFor();
  const row = page.getByRole("row", { name: /^Groceries/ });
  await row.getByText(/over$/).waitFor();
  await page.getByText("Budgeted").waitFor();
  await picture("budgets");
  await page.keyboard.press("u");
  await button("Set a budget for Groceries").waitFor();
  await page.getByRole("button", { name: /^Take the \d+ suggestions$/ }).click();
  await said(/^\d+ budgets set\.$/).waitFor();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(complaints, []);
});
