// Replies and files that the server has not confirmed, in place at the transcript's end.

import { sizeWords } from "../files.ts";
import type { Outbox, Reply, SendingState } from "../outbox.ts";
import type { Upload, Uploads } from "../uploads.ts";
import { Icon } from "./Icon.tsx";
import { Said } from "./Said.tsx";

export interface RepliesProps {
  readonly outbox: Outbox;
  readonly replies: readonly Reply[];
  readonly uploads: Uploads;
  readonly files: readonly Upload[];
}

export function Replies({ outbox, replies, uploads, files }: RepliesProps) {
  if (replies.length + files.length === 0) return null;
  return (
    <div class="run run-agent">
      {replies.map((reply) => (
        <div key={reply.id} class="message">
          <Said {...reply} format="markdown" />
          <Sending
            {...reply}
            onRetry={() => outbox.retry(reply.id)}
            // What is held may be on the server already: it is only sent again.
            onDiscard={reply.state === "refused" ? () => outbox.discard(reply.id) : null}
          />
        </div>
      ))}
      {files.map((upload) => (
        <div key={upload.id} class="message">
          <span class="file">
            <Icon name="file" />
            <span class="file-words">
              <bdi>{upload.file.name}</bdi>
              <span class="file-facts">{sizeWords(upload.file.size)}</span>
            </span>
          </span>
          <Sending
            {...upload}
            onRetry={() => uploads.retry(upload.id)}
            onDiscard={upload.state === "refused" ? () => uploads.discard(upload.id) : null}
          />
        </div>
      ))}
    </div>
  );
}

interface SendingProps {
  readonly state: SendingState;
  readonly problem: string | null;
  readonly onRetry: () => void;
  readonly onDiscard: (() => void) | null;
}

function Sending({ state, problem, onRetry, onDiscard }: SendingProps) {
  if (state === "queued") return <p class="reply-state">Sending…</p>;
  return (
    <p class="reply-state reply-problem" role="alert">
      <span>Not sent. {problem}</span>
      <button type="button" class="inline-action" onClick={onRetry}>
        Retry
      </button>
      {onDiscard && (
        <button type="button" class="inline-action" onClick={onDiscard}>
          Discard
        </button>
      )}
    </p>
  );
}
