// The panel's icons, drawn on a 24 × 24 grid in the text's colour; always beside or inside something that has a name.

const paths = {
  close: "M6.4 5 5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12 19 6.4 17.6 5 12 10.6z",
  send: "M3.5 20.5v-6.5L12 12 3.5 10V3.5L22 12z",
  down: "M12 16.5 4.5 9 6 7.5l6 6 6-6L19.5 9z",
  up: "M12 7.5 4.5 15 6 16.5l6-6 6 6 1.5-1.5z",
  search:
    "M10.5 4a6.5 6.5 0 1 0 3.9 11.7l4.7 4.7 1.4-1.4-4.7-4.7A6.5 6.5 0 0 0 10.5 4m0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9",
  more: "M6 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4m6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4m6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  alert: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m-1 5h2v7h-2zm0 9h2v2h-2z",
  clip: "M16.5 6.5v9.75a4.5 4.5 0 0 1-9 0V5.5a3 3 0 0 1 6 0v9.75a1.5 1.5 0 0 1-3 0V6.5H9v8.75a3 3 0 0 0 6 0V5.5a4.5 4.5 0 0 0-9 0v10.75a6 6 0 0 0 12 0V6.5z",
} as const;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return drawIcon(paths[name]);
}

export function drawIcon(path: string) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path fill-rule="evenodd" d={path} />
    </svg>
  );
}
