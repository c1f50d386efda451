import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { negated, size, times } = await load("amounts.ts");

test("amounts are turned and repeated exactly, whatever their size", () => {
  assert.equal(negated("12.3"), "-12.3");
  assert.equal(negated("-0.1"), "0.1");
  assert.equal(negated("0"), "0");
  assert.equal(size("-9007199254740993.01"), "9007199254740993.01");
  assert.equal(times("0.1", 3), "0.3");
  assert.equal(times("17.99", 12), "215.88");
});
