// Consecutive messages of one author: the name and one time for all of them.

import type { AgentItem } from "../../server/agent-api.ts";
import { isWordless, type LoadFile } from "../files.ts";
import { timeOf } from "../words.ts";
import { Files } from "./Files.tsx";

export interface RunProps {
  readonly messages: readonly [AgentItem, ...AgentItem[]];
  readonly pages: ReadonlyMap<string, string>;
  readonly load: LoadFile;
}

export function Run({ messages, pages, load }: RunProps) {
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
            !isWordless(message) && (
              <p class="bubble" dir="auto">
                {message.text}
              </p>
            )
          )}
          {message.attachments && <Files message={message} load={load} />}
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
