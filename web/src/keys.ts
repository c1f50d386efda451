import { useEffect, useEffectEvent } from "react";

/** Keys that follow each other, such as `g t`. */

/** How long the second key may take. */
const PAUSE = 1_200;

export interface Pressed {
  key: string;
  at: number;
}

/** What was typed with this key: both keys where `last` begins one of `known` and is recent, else the key alone. */
export function typed(known: string[], last: Pressed | undefined, now: Pressed): string {
  const both = `${last?.key} ${now.key}`;
  return last && now.at - last.at <= PAUSE && known.includes(both) ? both : now.key;
}

/** True where a key writes, or works a control. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]") !== null;
}

/** Calls what is bound to the keys that are typed outside of fields: `{"g t": …, "?": …}`. */
export function useKeys(bound: Record<string, () => void>): void {
  const press = useEffectEvent((event: KeyboardEvent, last: Pressed | undefined) => {
    const action = bound[typed(Object.keys(bound), last, { key: event.key, at: event.timeStamp })];
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    let last: Pressed | undefined;
    function down(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isWriting(event.target)) return;
      press(event, last);
      last = { key: event.key, at: event.timeStamp };
    }
    addEventListener("keydown", down);
    return () => removeEventListener("keydown", down);
  }, []);
}
