// What stands below the messages: who types, and what is asked once the conversation has ended. Its coming and going draws no message
// anew, and moves only a reader who is at the newest one.

import type { RefObject } from "preact";
import { useComputed } from "@preact/signals";
import { useCustomerId, useKnown, useWidget } from "./context.ts";
import { usePart } from "./lazy.tsx";
import { inSentence } from "./names.ts";
import { notifyOffer, rating } from "./parts.ts";

export function Tail({ element }: { readonly element: RefObject<HTMLDivElement | null> }) {
  return (
    <div ref={element}>
      <TypingLine />
      <Rating />
      <Offer />
    </div>
  );
}

/** Not announced: what is typed is spoken when it is here. */
function TypingLine() {
  const { chat, strings } = useWidget();
  const known = useKnown();
  const author = chat.typing.value;
  if (!known || !author) return null;
  return (
    <p class="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span dir="auto">{strings.typing(inSentence(author.name))}</span>
    </p>
  );
}

/** While an answer may come. */
function Offer() {
  const { chat, notifications } = useWidget();
  const known = useKnown();
  const state = known ? chat.conversation.value?.state : undefined;
  const isDue = notifications && state !== undefined && state !== "closed";
  const offer = usePart(notifyOffer, isDue);
  return offer && <offer.NotifyOffer />;
}

/** Asked of the conversation that has just ended; whoever writes again has gone on. */
function Rating() {
  const { chat } = useWidget();
  const known = useKnown();
  const customer = useCustomerId();
  const isAlone = useComputed(() => chat.pending.value.length === 0).value;
  const conversation = known ? chat.conversation.value : null;
  const max = chat.capabilities.value?.rating?.max;
  const isDue = conversation?.state === "closed" && max !== undefined && isAlone;
  const card = usePart(rating, isDue);
  if (!conversation || max === undefined || !card) return null;
  const of = `${customer} ${conversation.id}`;
  return <card.RatingCard key={of} of={of} conversation={conversation} max={max} />;
}
