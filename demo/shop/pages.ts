// What stands in the middle of the shop for each address: the shelf, one product, delivery, or nothing found.

import sea from "./art/sea.svg";
import { element } from "./dom.ts";
import { PRODUCTS, type Product } from "./products.ts";

export interface Page {
  readonly title: string;
  readonly content: readonly HTMLElement[];
}

export function pageAt(path: string): Page {
  if (path === "/") return shelf();
  if (path === "/delivery") return delivery();
  const product = PRODUCTS.find(({ id }) => path === `/products/${id}`);
  return product ? productPage(product) : notFound();
}

function shelf(): Page {
  const hero = element(
    "section",
    { class: "hero" },
    element("img", { src: sea, alt: "", class: "hero-sea" }),
    element(
      "div",
      { class: "hero-words" },
      element("h1", {}, "Things for the sea"),
      element(
        "p",
        {},
        "Made slowly, on a coast with two tides a day. Ask us anything: we answer, sooner or later.",
      ),
    ),
  );
  return {
    title: "Tidal: things for the sea",
    content: [hero, element("ul", { class: "shelf", "aria-label": "Products" }, ...PRODUCTS.map(card))],
  };
}

function card({ id, name, price, line, picture }: Product): HTMLElement {
  return element(
    "li",
    {},
    element(
      "a",
      { class: "card", href: `/products/${id}` },
      element("img", { src: picture, alt: "", width: "320", height: "240" }),
      element("span", { class: "card-name" }, name),
      element("span", { class: "card-price" }, price),
      element("span", { class: "card-line" }, line),
    ),
  );
}

function productPage({ name, price, line, about, picture }: Product): Page {
  const words = element(
    "div",
    { class: "product-words" },
    element("a", { class: "back", href: "/" }, "← All things"),
    element("h1", {}, name),
    element("p", { class: "product-price" }, price),
    element("p", { class: "product-line" }, line),
    element("p", {}, about),
    element("p", { class: "hint" }, "Not sure about it? Ask in the chat: we see which page you are on."),
  );
  return {
    title: `${name} – Tidal`,
    content: [
      element(
        "article",
        { class: "product" },
        element("img", { src: picture, alt: name, width: "320", height: "240" }),
        words,
      ),
    ],
  };
}

function delivery(): Page {
  const facts = [
    [
      "When",
      "Orders before noon leave with the afternoon van. Two to four days in Europe, a little longer to islands.",
    ],
    ["What it costs", "€5, and nothing above €60. Returns are free for thirty days."],
    [
      "If it breaks",
      "Write in the chat. No order number needed: you are signed in, so we know which boat is yours.",
    ],
  ] as const;
  return {
    title: "Delivery – Tidal",
    content: [
      element(
        "article",
        { class: "text" },
        element("h1", {}, "Delivery and returns"),
        ...facts.flatMap(([name, words]) => [element("h2", {}, name), element("p", {}, words)]),
      ),
    ],
  };
}

function notFound(): Page {
  return {
    title: "Not found – Tidal",
    content: [
      element(
        "article",
        { class: "text" },
        element("h1", {}, "Washed away"),
        element(
          "p",
          {},
          "There is nothing at this address. ",
          element("a", { href: "/" }, "Back to the shop"),
        ),
      ),
    ],
  };
}
