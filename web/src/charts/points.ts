import { useState, type KeyboardEvent } from "react";

/** Where an arrow key leads from point `at` of `count`; `undefined` for any other key. */
export function stepOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "ArrowRight":
      return Math.min(count - 1, at + 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/**
 * The points of a chart under pointer and keyboard: one stop for the tab key, arrows between the points, and the one
 * whose words are shown.
 */
export function usePoints(count: number) {
  const [shown, show] = useState<number>();
  const [stop, setStop] = useState(count - 1);
  const at = Math.min(stop, count - 1);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") return show(undefined);
    const next = stepOf(event.key, at, count);
    if (next === undefined) return;
    event.preventDefault();
    setStop(next);
    const points = event.currentTarget.querySelectorAll<HTMLElement | SVGElement>("[data-point]");
    points[next]?.focus();
  }

  return {
    shown,
    group: { onKeyDown, onPointerLeave: () => show(undefined) },
    point: (index: number) => ({
      "data-point": index,
      tabIndex: index === at ? 0 : -1,
      onFocus: () => {
        setStop(index);
        show(index);
      },
      onBlur: () => show(undefined),
      onPointerEnter: () => show(index),
    }),
  };
}
