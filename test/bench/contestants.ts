// Who is measured, and the page that each is measured on: the same bare one, but for the script.

export interface Contestant {
  readonly name: "ajar" | "floor" | "full-list" | "deep-chat" | "none";
  /** In tables and plots. */
  readonly title: string;
  /** Shows the whole transcript when told to; the floor never has more than the newest page. */
  readonly restores: boolean;
  /** Script that closes the panel as its own button would. */
  readonly closing: string;
}

export const contestants: readonly Contestant[] = [
  { name: "ajar", title: "Ajar", restores: true, closing: "Ajar.close()" },
  { name: "floor", title: "Floor", restores: false, closing: "benchPanel.close()" },
  { name: "full-list", title: "Full list", restores: true, closing: "benchPanel.close()" },
  { name: "deep-chat", title: "deep-chat 2.4.2", restores: true, closing: "benchPanel.close()" },
];

/** The page without a chat, for comparison. */
export const noChat: Contestant = { name: "none", title: "No chat", restores: false, closing: "" };

export function contestantNamed(name: string | undefined): Contestant | undefined {
  return [...contestants, noChat].find((contestant) => contestant.name === name);
}

/** The query: `customer` names who is signed in, if anybody; `history=all` asks for the whole transcript at once. */
export function pageOf({ name }: Contestant, query: URLSearchParams): string {
  const customer = query.get("customer") ?? "";
  const isWhole = query.get("history") === "all";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Shop</title>
<style>body{margin:0 auto;max-width:50em;font:16px/1.5 system-ui,sans-serif}article{padding:1em}</style>
${tagOf(name, customer, isWhole)}
</head>
<body>
<h1>Shop</h1>
${"<article><h2>A thing</h2><p>What can be said about it, in a few words that take a line or two.</p></article>\n".repeat(12)}</body>
</html>
`;
}

/** Ajar's is the README's tag; the others take the customer's token from the same address. */
function tagOf(name: Contestant["name"], customer: string, isWhole: boolean): string {
  if (name === "none") return "";
  if (!/^\p{L}*$/u.test(customer)) throw new Error("A customer's name has letters only.");
  if (name !== "ajar")
    return `<script async src="/bench/${name}.js" data-history="${isWhole ? "all" : "newest"}"></script>`;
  const history = isWhole ? ` data-history="eager"` : "";
  return `<script async src="/ajar/ajar.js" data-backend="/" data-token-url="/shop/chat-token" data-customer="${customer}"${history}></script>`;
}
