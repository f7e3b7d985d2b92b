// Consecutive messages of one author: the name and one time for all of them.

import type { AgentItem } from "../../server/agent-api.ts";
import type { Desk } from "../desk.ts";
import { isWordless } from "../files.ts";
import { timeOf } from "../words.ts";
import { Files } from "./Files.tsx";
import { OwnMessage, type OwnMessageProps } from "./OwnMessage.tsx";
import { Said } from "./Said.tsx";

export interface RunProps {
  readonly messages: readonly [AgentItem, ...AgentItem[]];
  readonly pages: ReadonlyMap<string, string>;
  readonly desk: Desk;
}

export function Run({ messages, pages, desk }: RunProps) {
  const [first] = messages;
  const last = messages.at(-1) ?? first;
  const name = first.author?.name ?? "Unknown";
  return (
    <div class={`run run-${first.author?.role === "customer" ? "customer" : "agent"}`}>
      <p class="run-author" aria-hidden="true" dir="auto">
        {name}
      </p>
      {messages.map((message) => (
        <div key={message.id} class="message">
          <span class="visually-hidden">
            {name} said, {timeOf(message.at)}:
          </span>
          {message.deleted ? (
            <p class="bubble bubble-deleted">Message deleted</p>
          ) : (
            <MaybeOwn desk={desk} message={message}>
              {!isWordless(message) && (
                <Said text={message.text ?? ""} format={message.format} quickReplies={message.quickReplies} />
              )}
              {message.attachments && <Files message={message} load={desk.saveFile} />}
            </MaybeOwn>
          )}
          {message.editedAt && <p class="run-meta">edited</p>}
          {message !== last && pages.has(message.id) && <p class="run-meta">on {pages.get(message.id)}</p>}
        </div>
      ))}
      <p class="run-meta">
        <time dateTime={last.at} aria-hidden="true">
          {timeOf(last.at)}
        </time>
        {pages.has(last.id) && ` · on ${pages.get(last.id)}`}
      </p>
    </div>
  );
}

function MaybeOwn({ desk, message, children }: OwnMessageProps) {
  const isOwn = message.author?.role === "agent" && message.author.id === desk.me.value?.id;
  if (!isOwn) return <>{children}</>;
  return (
    <OwnMessage desk={desk} message={message}>
      {children}
    </OwnMessage>
  );
}
