// Arrow keys between the rows and folds of one navigation; Tab works too.

export function moveBetweenStops(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const all = event.currentTarget.closest("nav")?.querySelectorAll<HTMLElement>("button, summary") ?? [];
  const stops = [...all].filter((stop) => stop.getClientRects().length > 0);
  const now = stops.indexOf(event.currentTarget);
  event.preventDefault();
  stops[now + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
}
