// Text must be readable on any accent that a host may choose.

import { afterEach, expect, test } from "vitest";
import { ChatError } from "../../src/errors.ts";
import { contrast, hueOf, readableOn, textOn, validateTheme, type Rgb } from "../../src/widget/theme.ts";
import { aConversation, createFakeChat } from "./fake-chat.ts";
import { removeWidgets, showWidget } from "./show.ts";

afterEach(removeWidgets);

const steps = [0, 51, 102, 153, 204, 255];
const colors: Rgb[] = steps.flatMap((red) =>
  steps.flatMap((green) => steps.map((blue) => [red, green, blue] as const)),
);

test("knows the contrast of black on white", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
});

test("finds text of at least 4.5:1 for every accent", () => {
  for (const accent of colors) expect(contrast(textOn(accent), accent)).toBeGreaterThanOrEqual(4.5);
});

test("finds a shade of every accent that can be read on light and dark surfaces", () => {
  for (const surface of [
    [255, 255, 255],
    [239, 241, 244],
    [30, 32, 36],
    [44, 47, 54],
  ] as const)
    for (const accent of colors)
      expect(contrast(readableOn(surface, accent), surface)).toBeGreaterThanOrEqual(4.5);
});

test.each([
  "#ffd500",
  "rgb(255 213 0)",
  "hsl(50 100% 50%)",
  "oklch(0.88 0.18 95)",
  "color(srgb 1 0.84 0)",
  "gold",
])("writes black on the bright accent %s", (accent) => {
  const { launcher } = showWidget(createFakeChat(), { theme: { accent } });
  expect(getComputedStyle(launcher).color).toBe("rgb(0, 0, 0)");
});

test("writes white on dark accents, and follows the page's own variable", () => {
  const { launcher, widget } = showWidget(createFakeChat(), { theme: { accent: "navy" } });
  expect(getComputedStyle(launcher).color).toBe("rgb(255, 255, 255)");
  widget.update({ theme: { accent: "var(--brand)" } });
  document.documentElement.style.setProperty("--brand", "yellow");
  widget.update({});
  expect(getComputedStyle(launcher).color).toBe("rgb(0, 0, 0)");
  document.documentElement.style.removeProperty("--brand");
});

test("refuses what is no CSS", () => {
  expect(() => validateTheme({ accent: "reddish" })).toThrow(ChatError);
  expect(() => validateTheme({ radius: "round" })).toThrow(ChatError);
  expect(() => validateTheme({ colour: "red" } as object)).toThrow(ChatError);
});

test("gives the same person the same hue", () => {
  expect(hueOf("ag_7")).toBe(hueOf("ag_7"));
  expect(hueOf("ag_7")).not.toBe(hueOf("ag_8"));
});

test.each(["light", "dark"] as const)(
  "shows initials that can be read, whatever their hue (%s)",
  (colorScheme) => {
    const chat = createFakeChat();
    chat.set.isOpen.value = true;
    chat.set.conversation.value = aConversation();
    const { shadow } = showWidget(chat, { colorScheme });
    const initials = shadow.querySelector<HTMLElement>(".initials");
    if (!initials) throw new Error("There are no initials");
    const numbers = (color: string) => color.match(/[\d.]+/g)?.map(Number) as unknown as Rgb;
    for (let hue = 0; hue < 360; hue += 5) {
      initials.style.setProperty("--hue", String(hue));
      const { color, backgroundColor } = getComputedStyle(initials);
      expect(contrast(numbers(color), numbers(backgroundColor))).toBeGreaterThanOrEqual(4.5);
    }
  },
);
