// "ajar-chat/widget": a persistent customer chat on the page, with its launcher and panel. Named re-exports only.

export { startWidget, type Widget } from "./widget.ts";
export type { WidgetEvents } from "./events.ts";
export type { WidgetLook, WidgetOptions } from "./options.ts";
export type { Strings } from "./strings.ts";
export type { ColorScheme, Theme } from "./theme.ts";
