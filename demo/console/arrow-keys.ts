// Arrow keys, Home and End between the rows and folds of one navigation; Tab works too.

export function moveBetweenStops(event: KeyboardEvent): void {
  // With a modifier it is a shortcut, or the browser's.
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const all = event.currentTarget.closest("nav")?.querySelectorAll<HTMLElement>("button, summary") ?? [];
  const stops = [...all].filter((stop) => stop.getClientRects().length > 0);
  const to = placeAfter(event.key, stops.indexOf(event.currentTarget), stops.length);
  if (to === null) return;
  event.preventDefault();
  stops[to]?.focus();
}

function placeAfter(key: string, now: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(now + 1, count - 1);
    case "ArrowUp":
      return Math.max(now - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
