// An agent's desk: the signals that the screen draws and the commands that it calls, from sign-in to sign-out.

import { batch, computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import type { AgentConversation, AgentItem, AgentMe } from "../server/agent-api.ts";
import type { Alert } from "./alerts.ts";
import type { AgentApi, Answer, Step } from "./api.ts";
import { createHistory, type History } from "./history.ts";
import { kept } from "./kept.ts";
import { openLink, type LinkState } from "./link.ts";
import { mergeConversations, sortIntoLists, type Lists } from "./lists.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { keepRead } from "./read.ts";
import { type LoadFile, saveFrom, sendFile } from "./files.ts";
import type { ServerEvent } from "./sse.ts";
import { toStreamEvent } from "./stream-event.ts";
import { createTyping } from "./typing.ts";
import { createWatch } from "./watch.ts";
import { failureWords } from "./words.ts";

export interface Failure {
  /** What was tried, for the button that tries again. */
  readonly label: string;
  readonly problem: string;
  readonly again: () => Promise<void>;
}

export interface Desk {
  readonly me: ReadonlySignal<AgentMe | null>;
  /** null: not known yet. */
  readonly isOpenHours: ReadonlySignal<boolean | null>;
  readonly lists: ReadonlySignal<Lists>;
  readonly open: ReadonlySignal<AgentConversation | null>;
  readonly history: History;
  readonly outbox: Outbox;
  readonly alerts: ReadonlySignal<readonly Alert[]>;
  readonly link: ReadonlySignal<LinkState>;
  readonly failure: ReadonlySignal<Failure | null>;
  /** Whether a step is under way. */
  readonly isBusy: ReadonlySignal<boolean>;
  /** The customer's newest conversation, which need not be the open one. */
  latestOf(customer: string): AgentConversation | null;
  show(conversation: string | null): void;
  draft(conversation: string): string;
  setDraft(conversation: string, text: string): void;
  /** Sends a reply, and clears the draft. */
  send(conversation: string, answer: Answer): void;
  /** Does the customer type? */
  isTyping(conversation: string): boolean;
  step(conversation: string, step: Step, label: string): Promise<void>;
  /** Gives the agent's own message another text, or deletes it (null). False: it failed, and `failure` says why. */
  changeMessage(message: AgentItem, text: string | null): Promise<boolean>;
  readonly saveFile: LoadFile;
  sendFile(conversation: string, file: File): Promise<void>;
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

export function createDesk({ api, agent, onRefused }: DeskOptions): Desk {
  const me = signal<AgentMe | null>(null);
  const isOpenHours = signal<boolean | null>(null);
  const conversations = signal<ReadonlyMap<string, AgentConversation>>(new Map());
  const openId = kept<string | null>(`${agent}.open`, null);
  const drafts = kept<Readonly<Record<string, string>>>(`${agent}.drafts`, {});
  const linkState = signal<LinkState>("connecting");
  const failure = signal<Failure | null>(null);
  const isBusy = signal(false);

  const lists = computed(() => sortIntoLists(conversations.value.values(), agent));
  const open = computed(() => conversations.value.get(openId.value ?? "") ?? null);
  const learn = (items: readonly AgentConversation[]) => {
    conversations.value = mergeConversations(conversations.value, items);
  };
  const history = createHistory(api, (conversation) => learn([conversation]));
  const outbox = createOutbox(api, agent, (reply, item) => {
    if (item && history.view.value.conversation === reply.conversation) history.add(item);
    else void history.refresh();
  });
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
      failure.value = null;
      openId.value = conversation;
      if (conversation !== null) watch.drop(conversation);
    });
  }

  async function attempt(label: string, act: () => Promise<void>): Promise<void> {
    isBusy.value = true;
    failure.value = null;
    try {
      await act();
    } catch (error) {
      failure.value = { label, problem: failureWords(error), again: () => attempt(label, act) };
    } finally {
      isBusy.value = false;
    }
  }

  return {
    me,
    isOpenHours,
    lists,
    open,
    history,
    outbox,
    alerts: watch.alerts,
    link: linkState,
    failure,
    isBusy,
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
    changeMessage: async (message, text) => {
      await attempt(text === null ? "delete the message" : "change the message", async () =>
        history.add(await api.change(message, text)),
      );
      return failure.peek() === null;
    },
    saveFile: saveFrom(api),
    sendFile: (conversation, file) =>
      attempt(`send ${file.name}`, async () => {
        await sendFile(api, conversation, file);
        await history.refresh();
      }),
    setAvailable: (available) =>
      attempt("change your availability", async () => void (me.value = await api.setAvailable(available))),
    setHours: (isOpen) =>
      attempt("change the hours", async () => void (isOpenHours.value = (await api.setHours(isOpen)).open)),
    dismissAlert: ({ conversation }) => watch.drop(conversation),
    dismissFailure: () => void (failure.value = null),
    reconnect: () => link.retry(),
    dispose: ({ forget }) => {
      link.dispose();
      reading.dispose();
      typing.dispose();
      stopShowing();
      if (!forget) return;
      outbox.clear();
      drafts.value = {};
      openId.value = null;
      watch.clear();
    },
  };
}
