// Who is there and how things stand, in words.

import type { RefObject } from "preact";
import { useKnown, useSignedOut, useWidget } from "./context.ts";
import { Icon } from "./Icon.tsx";
import { stateWords } from "./state-words.ts";
import { hueOf } from "./theme.ts";

interface Props {
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly searching: boolean;
  readonly onSearch: () => void;
}

export function Header({ heading, searching, onSearch }: Props) {
  const { chat, strings, dates, close, inline } = useWidget();
  const known = useKnown();
  const signedOut = useSignedOut();
  const conversation = known ? chat.conversation.value : undefined;
  // Once closed, nobody is there; the transcript says who was.
  const agent = conversation?.state === "closed" ? null : (conversation?.agent ?? null);
  return (
    <header class="header">
      {agent && <Initials id={agent.id} name={agent.name} />}
      <div class="header-words">
        <h2
          id="title"
          ref={heading}
          dir="auto"
          tabIndex={-1}
          aria-label={agent ? strings.titleAgent(agent.name) : undefined}
        >
          {agent ? agent.name : strings.title}
        </h2>
        {!signedOut && (
          <p class="state">
            {stateWords(conversation, chat.capabilities.value?.hours ?? null, strings, dates)}
          </p>
        )}
      </div>
      {!signedOut && (
        <button
          type="button"
          class="icon-button"
          aria-label={strings.search}
          aria-expanded={searching ? "true" : "false"}
          onClick={onSearch}
        >
          <Icon name="search" />
        </button>
      )}
      {!inline && (
        <button type="button" class="icon-button" aria-label={strings.close} onClick={close}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}

/** Stands for a picture: the same person always has the same colour. */
function Initials({ id, name }: { readonly id: string; readonly name: string }) {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map(
    (word) => Array.from(word ?? "")[0] ?? "",
  );
  return (
    <span class="initials" aria-hidden="true" style={{ "--hue": hueOf(id) }}>
      {letters.join("").toLocaleUpperCase()}
    </span>
  );
}
