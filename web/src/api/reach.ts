import { useSyncExternalStore } from "react";

/** Whether the server answers, learned from the calls that are made anyway. */
export interface Reach {
  reachable: boolean;
  /** When it last answered, in milliseconds since 1970. */
  at?: number;
}

let reach: Reach = { reachable: true };
const listeners = new Set<() => void>();

function set(next: Reach): void {
  const told = next.reachable !== reach.reachable;
  reach = next;
  // Every answer moves `at`; only a change of the state is worth drawing.
  if (told) for (const listener of listeners) listener();
}

/** Passes the answer on, and remembers that there was one or none. */
export async function watched(call: Promise<Response>): Promise<Response> {
  try {
    const response = await call;
    set({ reachable: true, at: Date.now() });
    return response;
  } catch (error) {
    // What the page itself broke off says nothing of the server.
    if (error instanceof TypeError) set({ ...reach, reachable: false });
    throw error;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useReach = () => useSyncExternalStore(subscribe, () => reach);
