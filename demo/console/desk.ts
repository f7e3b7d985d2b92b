// An agent's desk: the signals that the screen draws and the commands that it calls, from sign-in to sign-out.

import { batch, computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import type { AgentConversation, AgentItem, AgentMe } from "../server/agent-api.ts";
import type { Alert } from "./alerts.ts";
import type { AgentApi, Answer, Step } from "./api.ts";
import { createAttempts, type Failure } from "./attempts.ts";
import { createHistory, type History } from "./history.ts";
import { kept, keptForGood } from "./kept.ts";
import { openLink, type LinkState } from "./link.ts";
import { mergeConversations, sortIntoLists, type Lists } from "./lists.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { keepRead } from "./read.ts";
import { type LoadFile, saveFrom } from "./files.ts";
import type { ServerEvent } from "./sse.ts";
import { toStreamEvent } from "./stream-event.ts";
import { createTyping } from "./typing.ts";
import { createUploads, type Uploads } from "./uploads.ts";
import { createWatch } from "./watch.ts";

export interface Desk {
  readonly me: ReadonlySignal<AgentMe | null>;
  /** null: not known yet. */
  readonly isOpenHours: ReadonlySignal<boolean | null>;
  readonly lists: ReadonlySignal<Lists>;
  readonly open: ReadonlySignal<AgentConversation | null>;
  readonly history: History;
  readonly outbox: Outbox;
  readonly uploads: Uploads;
  readonly alerts: ReadonlySignal<readonly Alert[]>;
  readonly link: ReadonlySignal<LinkState>;
  readonly failure: ReadonlySignal<Failure | null>;
  /** The time that the screen counts from, in ms; it moves on a few times a minute. */
  readonly now: ReadonlySignal<number>;
  /** Whether a step is under way. */
  readonly isBusy: ReadonlySignal<boolean>;
  /** Whether a key without modifier may be a shortcut; the browser remembers it. */
  readonly allowsPlainKeys: ReadonlySignal<boolean>;
  allowPlainKeys(allows: boolean): void;
  /** Does the agent at this console have it? */
  isMine(conversation: AgentConversation): boolean;
  /** The customer's newest conversation, which need not be the open one. */
  latestOf(customer: string): AgentConversation | null;
  show(conversation: string | null): void;
  draft(conversation: string): string;
  setDraft(conversation: string, text: string): void;
  /** Sends a reply, and clears the draft. */
  send(conversation: string, answer: Answer): void;
  /** Does the customer type? */
  isTyping(conversation: string): boolean;
  /** False: it failed, and `failure` says why. */
  step(conversation: string, step: Step, label: string): Promise<boolean>;
  /** Gives the agent's own message another text, or deletes it (null). False: it failed, and `failure` says why. */
  changeMessage(message: AgentItem, text: string | null): Promise<boolean>;
  readonly saveFile: LoadFile;
  /** Sends a file as a message of its own. */
  sendFile(conversation: string, file: File): void;
  setAvailable(available: boolean): Promise<void>;
  setHours(open: boolean): Promise<void>;
  dismissAlert(alert: Alert): void;
  dismissFailure(): void;
  reconnect(): void;
  /** `forget`: signed out on purpose, so drafts and unsent replies go too. */
  dispose(options: { readonly forget: boolean }): void;
}

export interface DeskOptions {
  readonly api: AgentApi;
  /** The agent's id: what this tab keeps is kept for each agent apart. */
  readonly agent: string;
  /** The server refuses the token. */
  readonly onRefused: () => void;
}

const CLOCK_MS = 15_000;

export function createDesk({ api, agent, onRefused }: DeskOptions): Desk {
  const me = signal<AgentMe | null>(null);
  const isOpenHours = signal<boolean | null>(null);
  const conversations = signal<ReadonlyMap<string, AgentConversation>>(new Map());
  const openId = kept<string | null>(`${agent}.open`, null);
  const drafts = kept<Readonly<Record<string, string>>>(`${agent}.drafts`, {});
  const linkState = signal<LinkState>("connecting");
  const { attempt, ...attempts } = createAttempts();
  const allowsPlainKeys = keptForGood("plain-keys", true);
  const now = signal(Date.now());
  const clock = setInterval(() => (now.value = Date.now()), CLOCK_MS);

  const lists = computed(() => sortIntoLists(conversations.value.values(), agent));
  const open = computed(() => conversations.value.get(openId.value ?? "") ?? null);
  const learn = (items: readonly AgentConversation[]) => {
    conversations.value = mergeConversations(conversations.value, items);
  };
  const history = createHistory(api, (conversation) => learn([conversation]));
  const onSent = ({ conversation }: { readonly conversation: string }, item: AgentItem | null) => {
    if (item && history.view.value.conversation === conversation) history.add(item);
    else void history.refresh();
  };
  const outbox = createOutbox(api, agent, onSent);
  const uploads = createUploads(api, onSent);
  const reading = keepRead({
    api,
    agent,
    open,
    view: history.view,
    onSeen: (conversation) => watch.drop(conversation, "message"),
  });
  const watch = createWatch({
    api,
    agent,
    conversations,
    isOnScreen: (conversation) => conversation === openId.peek() && reading.isVisible(),
  });
  const typing = createTyping(api);
  const stopShowing = effect(() => {
    const id = openId.value;
    untracked(() => history.show(id));
  });
  const link = openLink({ api, state: linkState, catchUp, onEvent, onRefused });

  async function catchUp(): Promise<void> {
    const [self, hours, all, missed] = await Promise.all([
      api.me(),
      api.hours(),
      api.conversations(),
      watch.missed(),
      history.refresh(),
    ]);
    batch(() => {
      me.value = self;
      isOpenHours.value = hours.open;
      learn(all);
      for (const notification of missed) watch.hear(notification);
      watch.prune();
    });
    outbox.flush();
    uploads.flush();
  }

  function onEvent(event: ServerEvent): void {
    const known = toStreamEvent(event);
    if (!known) return;
    switch (known.event) {
      case "me":
        me.value = known.data;
        break;
      case "notification":
        watch.hear(known.data);
        break;
      case "typing":
        typing.hear(known.data);
        break;
      case "hours":
        isOpenHours.value = known.data.open;
        break;
      case "change":
        onConversation(known.data.conversation);
    }
  }

  function onConversation(conversation: AgentConversation): void {
    const before = conversations.peek().get(conversation.id)?.lastMessage?.at;
    const { lastMessage } = conversation;
    // What was being typed has come.
    if (lastMessage?.role === "customer" && lastMessage.at !== before) typing.end(conversation.id);
    learn([conversation]);
    if (conversation.customer.id === open.value?.customer.id) void history.refresh();
  }

  function show(conversation: string | null): void {
    batch(() => {
      attempts.forget();
      openId.value = conversation;
      if (conversation !== null) watch.drop(conversation);
    });
  }

  return {
    me,
    isOpenHours,
    lists,
    open,
    history,
    outbox,
    uploads,
    alerts: watch.alerts,
    link: linkState,
    failure: attempts.failure,
    isBusy: attempts.isBusy,
    now,
    allowsPlainKeys,
    allowPlainKeys: (allows) => void (allowsPlainKeys.value = allows),
    isMine: (conversation) => conversation.agent?.id === agent,
    latestOf: (customer) =>
      [...conversations.value.values()]
        .filter((conversation) => conversation.customer.id === customer)
        .reduce<AgentConversation | null>(
          (latest, next) => (latest && latest.openedAt > next.openedAt ? latest : next),
          null,
        ),
    show,
    draft: (conversation) => drafts.value[conversation] ?? "",
    setDraft: (conversation, text) => {
      drafts.value = { ...drafts.value, [conversation]: text };
      typing.typed(conversation, text);
    },
    send: (conversation, answer) => {
      outbox.send(conversation, answer);
      drafts.value = { ...drafts.value, [conversation]: "" };
      typing.sent(conversation);
    },
    isTyping: (conversation) => typing.who.value.has(conversation),
    step: (conversation, step, label) =>
      attempt(label, async () => {
        const changed = await api.step(conversation, step);
        if (changed) learn([changed]);
        watch.drop(conversation);
      }),
    changeMessage: (message, text) =>
      attempt(text === null ? "delete the message" : "change the message", async () =>
        history.add(await api.change(message, text)),
      ),
    saveFile: saveFrom(api),
    sendFile: uploads.send,
    setAvailable: async (available) =>
      void (await attempt("change your availability", async () => {
        me.value = await api.setAvailable(available);
      })),
    setHours: async (isOpen) =>
      void (await attempt("change the hours", async () => {
        isOpenHours.value = (await api.setHours(isOpen)).open;
      })),
    dismissAlert: ({ conversation }) => watch.drop(conversation),
    dismissFailure: attempts.forget,
    reconnect: () => link.retry(),
    dispose: ({ forget }) => {
      link.dispose();
      reading.dispose();
      typing.dispose();
      stopShowing();
      clearInterval(clock);
      if (!forget) return;
      outbox.clear();
      uploads.clear();
      drafts.value = {};
      openId.value = null;
      watch.clear();
    },
  };
}
