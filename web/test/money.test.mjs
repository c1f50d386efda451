import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { compare, minus, readAmount, sum } = await load("money.ts");

test("amounts are added without floats", () => {
  assert.equal(sum(["0.10", "0.20"]), "0.3");
  assert.equal(sum(["9007199254740993.00", "0.01"]), "9007199254740993.01");
  assert.equal(sum(["12.50", "-20"]), "-7.5");
  assert.equal(sum([]), "0");
  assert.equal(minus("280.00", "393.38"), "-113.38");
  assert.ok(compare("9.9", "10") < 0 && compare("1.0", "1.00") === 0 && compare("-1", "-2") > 0);
});

test("an amount is read as people write it, whichever separator they use", () => {
  const read = {
    "12": "12", "12.5": "12.5", "12,5": "12.5", "12,50": "12.5", "1,234.50": "1234.5", "1.234,50": "1234.5",
    "1,234": "1234", "1.234": "1.234", "1.234.567": "1234567", "$ 12.00": "12", "12,00 €": "12", "1’234.5": "1234.5",
    "-3": "-3", "−3,25": "-3.25", ".5": "0.5", "-,5": "-0.5",
  };
  for (const [text, amount] of Object.entries(read)) assert.equal(readAmount(text), amount, text);
  for (const text of ["", "abc", "1-2", "12,3a", ".", "1.23456"]) assert.equal(readAmount(text), undefined, text);
});
