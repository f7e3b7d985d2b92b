// The console's keys. All but one need a modifier, so dictation and stray fingers do nothing; that one can be turned off. Pure.

export type Command = "list" | "next" | "previous" | "alert" | "main-step" | "wait" | "end" | "leave";

export interface Shortcut {
  /** Each is a way to do it; the keys of one way go together. */
  readonly ways: readonly (readonly string[])[];
  readonly does: string;
}

export const shortcuts: readonly Shortcut[] = [
  {
    ways: [
      ["Alt", "↓"],
      ["Alt", "↑"],
    ],
    does: "Open the next or the previous conversation",
  },
  { ways: [["Alt", "J"]], does: "Open the conversation of the first alert" },
  { ways: [["Ctrl", "Enter"]], does: "Accept, pick up, take over or finish, whichever is offered" },
  { ways: [["Alt", "W"]], does: "Set the conversation to waiting" },
  { ways: [["Alt", "X"]], does: "End the conversation, which asks first" },
  { ways: [["Esc"]], does: "From the conversation back to its row in the list" },
  { ways: [["↑"], ["↓"]], does: "In the lists: from row to row; Home and End to the first and the last" },
  { ways: [["Enter"]], does: "Send the reply; with Shift it begins a new line" },
  { ways: [["Ctrl", "/"], ["?"]], does: "Show these shortcuts" },
];

export type Keys = Pick<
  KeyboardEvent,
  "key" | "code" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey" | "isComposing" | "keyCode"
>;

const WITH_ALT: Readonly<Record<string, Command>> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  KeyJ: "alert",
  KeyW: "wait",
  KeyX: "end",
};

/** @param allowsPlain whether a key without modifier may be a command now: it isn't text, and it was not turned off */
export function toCommand(keys: Keys, allowsPlain: boolean): Command | null {
  // Safari ends a composition before the key event: 229 is all that tells.
  if (keys.isComposing || keys.keyCode === 229) return null;
  const hasControl = keys.ctrlKey || keys.metaKey;
  if (keys.altKey) return hasControl || keys.shiftKey ? null : (WITH_ALT[nameOf(keys)] ?? null);
  if (hasControl) return keys.key === "/" ? "list" : keys.key === "Enter" ? "main-step" : null;
  if (keys.key === "Escape" && !keys.shiftKey) return "leave";
  return keys.key === "?" && allowsPlain ? "list" : null;
}

/** The letter on the key. With Option a Mac writes another character, so there it is the key's place that tells. */
function nameOf({ key, code }: Keys): string {
  if (key.startsWith("Arrow")) return key;
  return /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : code;
}
