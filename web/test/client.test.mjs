import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { load } from "./load.mjs";

const { sessionFetch, whenSignedOut } = await load("api/client.ts");

const ORIGIN = "http://localhost:3000";
let calls, signedIn, renewable, signedOut;

beforeEach(() => {
  [calls, signedIn, renewable, signedOut] = [[], false, true, 0];
  whenSignedOut(() => signedOut++);
  globalThis.fetch = async (request) => {
    const path = new URL(typeof request === "string" ? request : request.url, ORIGIN).pathname;
    calls.push(path);
    if (path.endsWith("/auth/refresh")) {
      await new Promise((done) => setTimeout(done, 5));
      signedIn = renewable;
      return new Response(null, { status: renewable ? 200 : 401 });
    }
    return new Response(null, { status: signedIn ? 200 : 401 });
  };
});

const get = (path) => sessionFetch(new Request(`${ORIGIN}/api/v1${path}`));

test("an expired session is renewed once for all calls that notice it", async () => {
  const answers = await Promise.all([get("/me"), get("/analyses"), get("/expenses")]);
  assert.deepEqual(answers.map((a) => a.status), [200, 200, 200]);
  assert.equal(calls.filter((path) => path.endsWith("/auth/refresh")).length, 1);
  assert.equal(signedOut, 0);
});

test("a session that cannot be renewed is over", async () => {
  renewable = false;
  assert.equal((await get("/me")).status, 401);
  assert.equal(signedOut, 1);
  assert.deepEqual(calls, ["/api/v1/me", "/api/v1/auth/refresh"]);
});

test("a wrong password is not a reason to renew", async () => {
  assert.equal((await get("/auth/login")).status, 401);
  assert.deepEqual(calls, ["/api/v1/auth/login"]);
});
