import createClient from "openapi-fetch";

import { ApiError, type Problem } from "./problem";
import { watched } from "./reach";
import type { paths } from "./schema";

/** Where the API lives: the same origin, so that the session's cookies are sent. */
export const BASE = "/api/v1";

let onSignedOut = () => {};

/** Called once the session is over and could not be renewed. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

let refreshing: Promise<boolean> | undefined;

/** Renews the session; calls made meanwhile share the one request, since a refresh token works only once. */
function refresh(): Promise<boolean> {
  refreshing ??= fetch(`${BASE}/auth/refresh`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    // The token itself travels in its cookie.
    body: "{}",
  })
    .then((response) => response.ok)
    .catch(() => false)
    .finally(() => (refreshing = undefined));
  return refreshing;
}

/** `fetch`, which on 401 renews the session once and tries again. */
export async function sessionFetch(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await watched(fetch(request));
  if (response.status !== 401 || new URL(request.url).pathname.startsWith(`${BASE}/auth/`)) return response;
  const second = (await refresh()) ? await watched(fetch(again)) : response;
  if (second.status === 401) onSignedOut();
  return second;
}

/** Typed calls of the API. */
export const api = createClient<paths>({ baseUrl: BASE, fetch: sessionFetch });

/** The body of an answer, or an {@link ApiError} with its problem. */
export async function body<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw new ApiError(response.status, isProblem(error) ? error : {});
}

/** Fetches a file with the session and hands it to the browser to save. */
export async function download(path: string, fileName: string): Promise<void> {
  const response = await sessionFetch(new Request(BASE + path));
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
  saveAs(await response.blob(), fileName);
}

/** Hands `blob` to the browser to save. */
export function saveAs(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has begun with the click; the address may go once the browser has read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function isProblem(error: unknown): error is Partial<Problem> {
  return typeof error === "object" && error !== null;
}
