// The widget's host element and its launcher button, drawn without Preact: the script tag's loader bundles this file and the
// widget takes the same nodes over. Knows no chat, and stays tiny: the loader's budget is 1 kB.

/** Draws a launcher into `parent`, in the open shadow root of a host element of its own. */
export function drawLauncher(parent: Element = document.documentElement): HTMLButtonElement {
  const host = document.createElement("div");
  const button = document.createElement("button");
  const sheet = new CSSStyleSheet();
  const shadow = host.attachShadow({ mode: "open" });
  host.dataset.ajar = "";
  button.ariaLabel = "Open chat"; // until the widget says it in its own words
  shadow.append(button);
  sheet.replaceSync(css); // by CSSOM: `style-src 'none'` refuses a style element
  shadow.adoptedStyleSheets = [sheet];
  parent.append(host);
  return button;
}

// `!important` inside a shadow root wins over the page's own `* { … !important }`. The icon is a clip path: no address to
// allow, few bytes. In the order that packs best. Only what the button needs until the widget's own sheet refines it, and gives it its class.
const css =
  ":host{all:initial!important;z-index:999999999!important;position:fixed!important}" +
  ":host>button{bottom:var(--ajar-offset-y,20px);background:var(--ajar-accent,#3457d5);position:fixed;border-radius:5em;padding:14px;border:0}" +
  ':host>button:before{display:block;padding:14px;content:"";clip-path:path("M2 26l2-6a12 10 0 1 1 5 3");background:#fff}' +
  "[aria-busy]{opacity:.7}" +
  "@media print{*{display:none}}";
