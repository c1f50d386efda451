import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { amountAxis, labelled, formatTick } = await load("charts/axis.ts");
const { stepOf } = await load("charts/points.ts");

test("an axis holds zero and every amount and ends at a round one", () => {
  const { y, ticks } = amountAxis([5157, 4382, 7734], 10, 200);
  assert.equal(y(0), 210);
  assert.equal(y(8000), 10);
  assert.deepEqual(ticks, [0, 2000, 4000, 6000, 8000]);
  assert.ok(amountAxis([-50, 100], 0, 200).y(0) < 200, "a refund hangs below the line of zero");
});

test("an axis without amounts is one all the same", () => {
  assert.ok(Number.isFinite(amountAxis([], 0, 200).y(0)));
  assert.ok(Number.isFinite(amountAxis([0, 0], 0, 200).y(0)));
});

test("the last label is always written and none touches another", () => {
  const width = 66;
  for (const [count, room] of [[24, 300], [3, 80], [26, 1100], [1, 50]]) {
    const named = labelled(count, room, width);
    const places = Array.from({ length: count }, (_, i) => i).filter(named);
    assert.equal(places.at(-1), count - 1);
    const slot = room / count;
    const x = places.map((i) => Math.min((i + 0.5) * slot, room - width / 2));
    for (let i = 1; i < x.length; i++) assert.ok(x[i] - x[i - 1] >= width - 1e-6, `${count} in ${room}: ${x[i - 1]} and ${x[i]}`);
  }
});

test("a tick is short", () => {
  assert.match(formatTick(1500, "USD"), /1\.5\s?K/i);
  assert.match(formatTick(2_000_000, "JPY"), /2\s?M/i);
});

test("arrows lead from point to point and stay in the chart", () => {
  assert.equal(stepOf("ArrowLeft", 0, 5), 0);
  assert.equal(stepOf("ArrowRight", 3, 5), 4);
  assert.equal(stepOf("ArrowRight", 4, 5), 4);
  assert.equal(stepOf("Home", 4, 5), 0);
  assert.equal(stepOf("End", 1, 5), 4);
  assert.equal(stepOf("Enter", 1, 5), undefined);
});
