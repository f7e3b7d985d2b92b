// Colours at run time: text that can be read on whatever accent the host chose, in light and dark. Knows no chat.

import { ChatError } from "../errors.ts";

/** The look, each as a CSS value; also settable in the page's CSS as `--ajar-accent`, `--ajar-font-family` … */
export interface Theme {
  /** Colour of the launcher, the customer's bubbles and the send button. Default `#3457d5`. */
  readonly accent?: string;
  /** Default: the system's font. */
  readonly fontFamily?: string;
  /** Size of the text in the panel. Default `15px`, or what that is at the browser's own text size. */
  readonly fontSize?: string;
  /** Corners of the panel. Default `16px`. */
  readonly radius?: string;
}

export type ColorScheme = "light" | "dark" | "auto";
export type Rgb = readonly [red: number, green: number, blue: number];

const properties = {
  accent: { name: "--ajar-accent", like: "color" },
  fontFamily: { name: "--ajar-font-family", like: "font-family" },
  fontSize: { name: "--ajar-font-size", like: "font-size" },
  radius: { name: "--ajar-radius", like: "border-radius" },
} as const satisfies Record<keyof Theme, { name: string; like: string }>;

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** The neutral fills of the style sheet: what can be read on them can be read on the panel too. */
const fills = { light: [239, 241, 244], dark: [44, 47, 54] } as const satisfies Record<string, Rgb>;

/** @throws {ChatError} `invalid-option`: an unknown key, or a value that is no CSS. */
export function validateTheme(theme: Theme): void {
  for (const [key, value] of Object.entries(theme)) {
    const property = properties[key as keyof Theme];
    if (!property || (value !== undefined && !CSS.supports(property.like, String(value))))
      throw new ChatError(
        "invalid-option",
        `\`theme.${key}\` must be a CSS ${property?.like ?? "theme value"}`,
      );
  }
}

/** Writes the tokens to the host element; asked again when options or the system's colour scheme change. */
export function applyTheme(host: HTMLElement, theme: Theme, scheme: ColorScheme): void {
  const dark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  host.dataset.scheme = dark ? "dark" : "light";
  for (const [key, { name }] of Object.entries(properties)) {
    const value = theme[key as keyof Theme];
    if (value !== undefined) host.style.setProperty(name, value);
  }
  const accent = accentOf(host);
  host.style.setProperty("--ajar-on-accent", css(textOn(accent)));
  host.style.setProperty("--ajar-accent-text", css(readableOn(fills[dark ? "dark" : "light"], accent)));
}

/** White where it can be read, else black: one of the two always reaches 4.5:1. */
export function textOn(background: Rgb): Rgb {
  return contrast(white, background) >= 4.5 ? white : black;
}

/** The accent itself where it can be read as text, else the nearest shade of it that can. */
export function readableOn(background: Rgb, accent: Rgb): Rgb {
  const ink = textOn(background);
  for (let part = 0; part < 1; part += 0.05) {
    const shade = mix(accent, ink, part);
    if (contrast(shade, background) >= 4.5) return shade;
  }
  return ink;
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** A hue that is always the same for the same person, in degrees. */
export function hueOf(id: string): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 3600;
  return hash % 360;
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((channel) => {
    const part = channel / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  return from.map((channel, index) =>
    Math.round(channel + ((to[index] ?? 0) - channel) * part),
  ) as unknown as Rgb;
}

/** Any CSS colour, `var()` included, as sRGB: the browser computes it, and `color-mix` fixes the notation of the result. */
function accentOf(host: HTMLElement): Rgb {
  const probe = document.createElement("i");
  probe.style.color = "color-mix(in srgb, var(--ajar-accent, #3457d5) 100%, #000 0%)";
  // Else forced colours would answer, and their answer would outlast them.
  probe.style.setProperty("forced-color-adjust", "none");
  host.shadowRoot?.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  const parts = (computed.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).slice(0, 3).map(Number);
  const scale = computed.startsWith("color(") ? 255 : 1;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Math.min(255, Math.max(0, part * scale)));
  return [red, green, blue];
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
