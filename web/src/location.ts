import { useSyncExternalStore } from "react";

/**
 * Places and their filters are kept after `#`, so that the server has one page to serve, and a place can be reloaded,
 * linked and left open in a second tab with its filters: `#/transactions?category=Travel`.
 */

const EVENT = "hashchange";

function subscribe(listener: () => void): () => void {
  addEventListener(EVENT, listener);
  return () => removeEventListener(EVENT, listener);
}

/** `#/a/b?c=d` as `["/a/b", "c=d"]`. */
export function splitHash(hash: string): [path: string, search: string] {
  const [path = "", search = ""] = hash.replace(/^#?\/?/, "").split(/\?(.*)/s);
  return [`/${path}`, search];
}

const path = () => splitHash(location.hash)[0];
const search = () => splitHash(location.hash)[1];

export function navigate(to: string, { state = null, replace = false }: { state?: unknown; replace?: boolean } = {}): void {
  history[replace ? "replaceState" : "pushState"](state, "", `#${to.startsWith("/") ? to : `/${to}`}`);
  dispatchEvent(new Event(EVENT));
}

/** What wouter's router is given instead of the path of the address. */
export function useHashPlace(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, path), navigate];
}
useHashPlace.hrefs = (href: string) => `#${href}`;
useHashPlace.searchHook = useHashSearch;

function useHashSearch(): string {
  return useSyncExternalStore(subscribe, search);
}
