// One message: its bubble, who said it, and for the customer's own what became of it. Text is only ever a text node.

import { useComputed } from "@preact/signals";
import { Component, type ComponentChildren, type RefObject } from "preact";
import type { ChatErrorCode } from "../errors.ts";
import { Avatar } from "./Avatar.tsx";
import { customerIdOf, quietly, useWidget } from "./context.ts";
import { Icon } from "./Icon.tsx";
import { isWordless } from "../model/attachment.ts";
import { FileNames } from "./FileNames.tsx";
import { usePart } from "./lazy.tsx";
import { MessageText } from "./MessageText.tsx";
import { files as filesPart } from "./parts.ts";
import { QuickReplies } from "./QuickReplies.tsx";
import { isUndecidedStatus, type MessageRow } from "./row.ts";
import type { Found } from "./search.ts";
import type { Strings } from "./strings.ts";

interface Props {
  readonly row: MessageRow;
  readonly composer: RefObject<HTMLTextAreaElement | null>;
  /** Where the words stand by which a search found it and shows it now. */
  readonly sought: Found["ranges"] | null;
}

/** Drawn again for another row only. A class, because nothing else in Preact can say so; new words come by the context. */
export class MessageItem extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return next.row !== this.props.row || next.sought !== this.props.sought;
  }

  override render(props: Props) {
    return <DrawnMessage {...props} />;
  }
}

function DrawnMessage({ row, composer, sought }: Props) {
  const { strings, dates } = useWidget();
  const time = dates.time(row.at);
  const undecided = isUndecidedStatus(row.status);
  // A message without words of its own carries the names of its files, which stand there anyway.
  const wordless = isWordless(row.text, row.files);
  const removable = row.removable && !undecided;
  const classes = ["message", row.own ? "own" : "theirs", row.first && "first", row.last && "last"];
  if (undecided) classes.push("failed");
  if (sought !== null) classes.push("found");
  return (
    <li class={classes.filter(Boolean).join(" ")} aria-current={sought === null ? undefined : "true"}>
      <span class="hidden-text">{strings.said(row.own ? strings.you : row.authorName, time)}</span>
      {row.first && !row.own && <Author id={row.authorId} name={row.authorName} />}
      <div class={row.text === null ? "bubble deleted" : "bubble"}>
        {row.text === null ? (
          <p dir="auto">{strings.deleted}</p>
        ) : (
          !wordless && <MessageText text={row.text} format={row.format} sought={sought} />
        )}
        {row.files.length > 0 && <Files row={row} sought={sought} />}
      </div>
      {undecided ? (
        <Decision row={row} composer={composer} />
      ) : (
        (row.last || row.status || row.edited || removable) && (
          <p class="meta" aria-hidden={row.edited || row.status || removable ? undefined : "true"}>
            {row.last && <span aria-hidden="true">{time}</span>}
            {row.edited && <span>{strings.edited}</span>}
            {row.status && <span>{strings[row.status]}</span>}
            {removable && <TakeBack row={row} composer={composer} />}
          </p>
        )
      )}
      {row.replies.length > 0 && <QuickReplies replies={row.replies} />}
    </li>
  );
}

/** The picture is told with the conversation, so only of the agent who has it. */
function Author({ id, name }: { readonly id: string; readonly name: string }) {
  const { conversation } = useWidget().chat;
  const url = useComputed(() => {
    const agent = conversation.value?.agent;
    return agent?.id === id ? agent.avatarUrl : null;
  }).value;
  return (
    <span class="author" aria-hidden="true">
      <Avatar id={id} name={name} url={url} /> {name}
    </span>
  );
}

function Files({ row, sought }: Omit<Props, "composer">) {
  const part = usePart(filesPart);
  if (!part) return <FileNames files={row.files} />;
  return <part.MessageFiles row={row} named={(name) => marked(name, sought)} />;
}

/** A text with the words that were sought highlighted. */
function marked(text: string, sought: Props["sought"]): ComponentChildren {
  if (sought === null) return text;
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const { start, end } of sought(text)) {
    parts.push(text.slice(at, start), <mark>{text.slice(start, end)}</mark>);
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** A refused message is never dropped by itself, and an old one never sent by itself: the customer decides. */
function Decision({ row, composer }: Omit<Props, "sought">) {
  const { chat, strings } = useWidget();
  const isHeld = row.status === "held";
  const isIncomplete = row.status === "incomplete";
  const edit = useEdit(row);

  // The buttons go away with the failure, and the focus would be lost with them.
  function act(command: Promise<unknown>): void {
    quietly(command);
    composer.current?.focus();
  }

  return (
    <div class="failure">
      <p class="meta">
        <Icon name="alert" />
        <span>
          {row.status === "failed"
            ? `${strings.failed}: ${failureWords(row.failure, strings)}`
            : strings[isHeld ? "held" : "incomplete"]}
        </span>
      </p>
      <div class="actions">
        {!isIncomplete && (
          <button type="button" class="text-button" onClick={() => act(chat.retry(row.key))}>
            {isHeld ? strings.sendNow : strings.retry}
          </button>
        )}
        {row.removable && (
          <>
            <button type="button" class="text-button" onClick={() => act(edit())}>
              {strings.edit}
            </button>
            <button type="button" class="text-button" onClick={() => act(chat.discard(row.key))}>
              {strings.discard}
            </button>
          </>
        )}
      </div>
    </div>
  );
}

/** A message whose files are still on their way can go back into the composer. */
function TakeBack({ row, composer }: Omit<Props, "sought">) {
  const { strings } = useWidget();
  const edit = useEdit(row);
  return (
    <button
      type="button"
      class="text-button"
      onClick={() => {
        quietly(edit());
        composer.current?.focus();
      }}
    >
      {strings.edit}
    </button>
  );
}

/** Takes a message back into the composer, before what stands there. */
function useEdit({ key }: MessageRow): () => Promise<void> {
  const { chat } = useWidget();
  return async () => {
    const customer = customerIdOf(chat);
    const text = await chat.edit(key);
    // Another customer's composer must not get this one's text.
    if (!text || customerIdOf(chat) !== customer) return;
    const draft = chat.draft.peek();
    chat.setDraft(draft.trim() === "" ? text : `${text}\n${draft}`);
  };
}

/** Why a message was refused, for people. */
export function failureWords(code: ChatErrorCode | null, strings: Strings): string {
  if (code === "invalid-text") return strings.failedText;
  if (code === "invalid-attachment") return strings.failedFile;
  return code === "forbidden" ? strings.failedForbidden : strings.failedRejected;
}
