// What a message says, as the customer sees it: marked up, with the answers that were offered below.

import { MessageText } from "../../../src/widget/MessageText.tsx";
import type { Reply } from "../outbox.ts";

interface Props {
  readonly text: string;
  readonly format: "plain" | "markdown" | undefined;
  readonly quickReplies: readonly string[] | undefined;
  /** Of a reply that the server has not confirmed. */
  readonly state?: Reply["state"];
}

export function Said({ text, format = "plain", quickReplies = [], state }: Props) {
  return (
    <>
      <div class={state ? `bubble bubble-${state}` : "bubble"}>
        <MessageText text={text} format={format} sought={null} />
      </div>
      {quickReplies.length > 0 && (
        <ul class="offered" aria-label="Quick replies offered">
          {quickReplies.map((reply) => (
            <li key={reply} dir="auto">
              {reply}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
