// What every component of the panel is given, and the few hooks they share.

import { useComputed } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import type { Chat } from "../chat.ts";
import type { Readable } from "../lib/readable.ts";
import type { Dates } from "./dates.ts";
import type { Strings } from "./strings.ts";

export interface WidgetContext {
  readonly chat: Chat;
  readonly strings: Strings;
  readonly dates: Dates;
  /** Where the host signs customers in; null: the host listens to `signin:needed`. */
  readonly signInUrl: string | null;
  /** The host wants the customer to be told by their system. */
  readonly notifications: boolean;
  /** True inside the page's own layout: always open, no launcher. */
  readonly inline: boolean;
  /** True when a person asked for the panel, so that it may take the focus; the panel resets it. */
  readonly takeFocus: { current: boolean };
  /** The panel waits for what it is to show. */
  readonly isHeld: Readable<boolean>;
  /** Adds a style sheet to the panel's, once. */
  readonly adopt: (css: string) => void;
  readonly close: () => void;
  /** The customer asks to be signed in. */
  readonly signIn: () => void;
}

export const Widget = createContext<WidgetContext | null>(null);

export function useWidget(): WidgetContext {
  const context = useContext(Widget);
  if (!context) throw new Error("A component of the panel was rendered outside of it");
  return context;
}

/** Null while nobody is known. */
export function customerIdOf({ identity }: Chat): string | null {
  const present = identity.peek();
  return "customer" in present ? present.customer.id : null;
}

/** While an input method composes, keys are its own; Safari says so only by 229. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** True once the present customer is confirmed: before that nothing of anybody is painted. */
export function useKnown(): boolean {
  const { identity } = useWidget().chat;
  return useComputed(() => ["signed-in", "expired"].includes(identity.value.status)).value;
}

/** Null while nobody is known. */
export function useCustomerId(): string | null {
  const { identity } = useWidget().chat;
  return useComputed(() => ("customer" in identity.value ? identity.value.customer.id : null)).value;
}

/** The host said that nobody is signed in. */
export function useSignedOut(): boolean {
  const { identity } = useWidget().chat;
  return useComputed(() => identity.value.status === "signed-out").value;
}

export function useMedia(query: string): boolean {
  const list = useMemo(() => matchMedia(query), [query]);
  const [matches, setMatches] = useState(list.matches);
  useEffect(() => {
    const update = () => setMatches(list.matches);
    update();
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [list]);
  return matches;
}

/** True when `on` has been true for that long: what passes quickly is not worth a flash. */
export function useLasting(on: boolean, delayMs: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!on) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), delayMs);
    return () => clearTimeout(timer);
  }, [on, delayMs]);
  return on && lasting;
}

const longestTimerMs = 2 ** 31 - 1;

/** Draws again once it is that time: RFC 3339, or null for never. */
export function useMoment(at: string | null): void {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (at === null) return undefined;
    const waitMs = Math.min(Math.max(0, Date.parse(at) - Date.now()) + 1, longestTimerMs);
    const timer = setTimeout(() => redraw(Date.now()), waitMs);
    return () => clearTimeout(timer);
  }, [at]);
}

/** Runs a command whose failure the chat reports by its own means (a state, an event), not by a rejection into the page. */
export function quietly(command: Promise<unknown>): void {
  command.catch(() => {});
}
