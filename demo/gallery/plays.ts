// What somebody does in a panel that was drawn, so that there is a state to look at: by the elements that people use.

export type Play = (root: ShadowRoot, isArabic: boolean) => Promise<void>;

/** Opens the search and types. */
export function searchFor(english: string, arabic: string): Play {
  return async (root, isArabic) => {
    root.querySelector<HTMLElement>(".header .icon-button[aria-expanded]")?.click();
    const field = await shown(root, "input[type=search]");
    (field as HTMLInputElement).value = isArabic ? arabic : english;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await shown(root, ".search-count:not(:empty)");
  };
}

export const openMenu: Play = async (root) => {
  root.querySelector<HTMLElement>("[aria-haspopup=menu]")?.click();
  await shown(root, "[role=menuitem]:focus");
};

export const openPicture: Play = async (root) => {
  const preview = await shown(root, "button.preview");
  (preview as HTMLElement).click();
  const canvas = await shown(root, "dialog canvas");
  while ((canvas as HTMLCanvasElement).width <= 300) await frames(1); // a canvas's own width, before it is drawn on
};

/** To the beginning of what is here. */
export const scrollUp: Play = async (root) => {
  const box = await shown(root, ".scroll");
  box.scrollTop = 0;
  await frames(3);
};

/** Resolves when there is such an element, which may come with a chunk of its own. */
async function shown(root: ShadowRoot, selector: string): Promise<Element> {
  for (;;) {
    const element = root.querySelector(selector);
    if (element) return element;
    await frames(1);
  }
}

/** So many pictures later. */
export async function frames(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}
