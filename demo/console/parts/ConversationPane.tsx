// The open conversation: its header with what can be done, the transcript, and where to write.

import type { AgentConversation } from "../../server/agent-api.ts";
import type { Desk } from "../desk.ts";
import { ConversationHeader } from "./ConversationHeader.tsx";
import { Footer } from "./Footer.tsx";
import { Transcript } from "./Transcript.tsx";

export interface PaneProps {
  readonly desk: Desk;
  readonly conversation: AgentConversation;
}

export function ConversationPane({ desk, conversation }: PaneProps) {
  return (
    <>
      <ConversationHeader desk={desk} conversation={conversation} />
      <Transcript desk={desk} conversation={conversation} />
      <p class="typing-line">
        {desk.isTyping(conversation.id) && `${conversation.customer.name} is typing…`}
      </p>
      <Footer desk={desk} conversation={conversation} />
    </>
  );
}
