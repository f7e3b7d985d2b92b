// Who is there and how things stand, in words.

import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import type { ExportFormat } from "../export/options.ts";
import { Avatar } from "./Avatar.tsx";
import { useKnown, useMoment, useSignedOut, useWidget } from "./context.ts";
import { Icon } from "./Icon.tsx";
import { Late } from "./lazy.tsx";
import { searchResults, tools } from "./parts.ts";
import { stateWords, upcomingOpening } from "./state-words.ts";

interface Props {
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly searching: boolean;
  readonly onSearch: () => void;
  readonly onSave: (format: ExportFormat) => void;
}

export function Header({ heading, searching, onSearch, onSave }: Props) {
  const { chat, strings, dates, close, inline } = useWidget();
  const known = useKnown();
  const signedOut = useSignedOut();
  const conversation = known ? chat.conversation.value : undefined;
  const hours = chat.capabilities.value?.hours ?? null;
  useMoment(upcomingOpening(hours));
  // Once closed, nobody is there; the transcript says who was.
  const agent = conversation?.state === "closed" ? null : (conversation?.agent ?? null);
  return (
    <header class="header">
      {agent && <Avatar id={agent.id} name={agent.name} url={agent.avatarUrl} />}
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
        {!signedOut && <p class="state">{stateWords(conversation, hours, strings, dates)}</p>}
      </div>
      <div class="header-actions">
        {!signedOut && (
          <button
            type="button"
            class="icon-button"
            aria-label={strings.search}
            aria-expanded={searching ? "true" : "false"}
            onPointerEnter={searchResults.fetch}
            onFocus={searchResults.fetch}
            onClick={onSearch}
          >
            <Icon name="search" />
          </button>
        )}
        {!signedOut && <More onSave={onSave} />}
        {!inline && (
          <button type="button" class="icon-button" aria-label={strings.close} onClick={close}>
            <Icon name="close" />
          </button>
        )}
      </div>
    </header>
  );
}

function More({ onSave }: Pick<Props, "onSave">) {
  const { strings } = useWidget();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  function close(isLeft: boolean): void {
    setOpen(false);
    if (!isLeft) button.current?.focus();
  }

  return (
    <div class="more">
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={strings.menu}
        aria-haspopup="menu"
        aria-expanded={isOpen ? "true" : "false"}
        onPointerEnter={tools.fetch}
        onFocus={tools.fetch}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setOpen(true);
          else if (event.key === "Escape" && isOpen) setOpen(false);
          else return;
          event.preventDefault();
          event.stopPropagation(); // the panel closes with Escape too
        }}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <Late part={tools}>
          {({ Menu }) => (
            <Menu
              onClose={close}
              onSave={(format) => {
                close(false);
                onSave(format);
              }}
            />
          )}
        </Late>
      )}
    </div>
  );
}
