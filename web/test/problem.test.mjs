import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { ApiError, explain } = await load("api/problem.ts");

const refused = new ApiError(422, {
  detail: "2 things are wrong; see errors",
  errors: [
    { pointer: "/email", detail: "/email: `x` is not allowed here", allowed: "an e-mail address" },
    { pointer: "/password", detail: "The password is one of the most common ones.", allowed: "another one" },
  ],
});

test("a field's message stands beside it without its pointer", () => {
  assert.equal(refused.field("email"), "Allowed: an e-mail address");
  assert.equal(refused.field("password"), "The password is one of the most common ones.");
  assert.equal(refused.field("name"), undefined);
});

test("a general message is needed unless every error has its field", () => {
  assert.equal(refused.isAbout(["email", "password"]), true);
  assert.equal(refused.isAbout(["email"]), false);
  assert.equal(new ApiError(409, { detail: "Taken." }).isAbout(["email"]), false);
});

test("everything that is thrown has words", () => {
  assert.equal(explain(refused), "2 things are wrong; see errors");
  assert.match(explain(new ApiError(502, {})), /502/);
  assert.match(explain(new TypeError("Failed to fetch")), /cannot be reached/);
  assert.equal(explain("odd"), "odd");
});
