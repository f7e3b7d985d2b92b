// A number before the page's title. What the title was is put back to the letter; a title that the page sets meanwhile is the page's.

export interface TitleBadge {
  /** Null: the title as the page has it. */
  show(write: ((title: string) => string) | null): void;
}

export function createTitleBadge(): TitleBadge {
  /** What stood in the element before, and what was put there; null: nothing of ours is there. */
  let ours: { readonly element: HTMLTitleElement; readonly before: string; readonly now: string } | null =
    null;

  function restore(): void {
    if (ours?.element.textContent === ours?.now && ours) ours.element.textContent = ours.before;
    ours = null;
  }

  return {
    show: (write) => {
      restore();
      const element = document.querySelector<HTMLTitleElement>("head > title");
      // A page without a title has none to put a number before.
      if (!write || !element) return;
      const before = element.textContent;
      const now = write(before.trim());
      element.textContent = now;
      ours = { element, before, now };
    },
  };
}
