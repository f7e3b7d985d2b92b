// In the tester's frame in WebKit: the element that a command means is left where the command, which comes from outside, finds it.

import { Locator } from "@vitest/browser/locators";
import { page } from "vitest/browser";

class TargetLocator extends Locator {
  readonly #element: Element;

  constructor(element: Element) {
    super();
    this.#element = element;
  }

  get selector(): string {
    Object.assign(window.parent, { ajarTarget: this.#element });
    return "ajarTarget";
  }

  locator(): Locator {
    throw new Error("Only elements are located in WebKit");
  }

  elementLocator(element: Element): Locator {
    return new TargetLocator(element);
  }
}

page.extend({ elementLocator: (element: Element) => new TargetLocator(element) });
