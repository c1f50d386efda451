// An account made through the API in the page's own session, for tests that begin with a ledger.

const PASSWORD = "correct horse battery";

/** Registers and signs in; the cookies stay in the page's context. */
export async function register(page, url, { currency = "USD" } = {}) {
  await page.goto(url);
  const status = await page.evaluate(
    async ([email, password, currency]) => {
      const body = JSON.stringify({ email, password, name: "Ada Example", currency, cookies: true });
      const answer = await fetch("/api/v1/auth/register", { method: "POST", headers: { "Content-Type": "application/json" }, body });
      return answer.status;
    },
    [`ada-${crypto.randomUUID()}@example.com`, PASSWORD, currency],
  );
  if (status !== 201) throw new Error(`registering was answered with ${status}`);
  await page.reload();
}

/** Enters a file of ours as a bank's file is entered. */
export async function enter(page, text) {
  const problem = await page.evaluate(async (csv) => {
    const form = new FormData();
    form.append("file", new File([csv], "expenses.csv", { type: "text/csv" }));
    const answer = await fetch("/api/v1/imports?commit=true", { method: "POST", body: form });
    return answer.ok ? undefined : answer.text();
  }, text);
  if (problem) throw new Error(problem);
  await page.reload();
}

/** Any call of the API with the page's session; the answer's body. */
export function call(page, method, path, body) {
  return page.evaluate(
    async ([method, path, body]) => {
      const headers = body === undefined ? {} : { "Content-Type": "application/json" };
      const answer = await fetch(`/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
      const text = await answer.text();
      return text ? JSON.parse(text) : undefined;
    },
    [method, path, body],
  );
}
