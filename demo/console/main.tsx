// The agent console: signs in, holds the desk while signed in, mounts the screen.

import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { createAgentApi, signIn } from "./api.ts";
import { createDesk, type Desk } from "./desk.ts";
import { afterDrawing, focusRow } from "./focus.ts";
import { kept } from "./kept.ts";
import { Console } from "./parts/Console.tsx";
import { SignIn, signInTitle } from "./parts/SignIn.tsx";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/marks.css";
import "./styles/header.css";
import "./styles/lists.css";
import "./styles/conversation.css";
import "./styles/reply.css";
import "./styles/transcript.css";
import "./styles/bubbles.css";
import "./styles/alerts.css";
import "./styles/shortcuts.css";
import "./styles/narrow.css";
import "./styles/forced.css";

interface Session {
  readonly agent: string;
  readonly token: string;
}

function startConsole(into: HTMLElement): void {
  const session = kept<Session | null>("session", null);
  const isExpired = signal(false);
  let desk: Desk | null = null;

  function leave(forget: boolean): void {
    desk?.dispose({ forget });
    isExpired.value = !forget;
    session.value = null;
    afterDrawing(() => document.getElementById(signInTitle)?.focus());
  }

  async function enter(agent: string): Promise<void> {
    const token = await signIn(agent);
    session.value = { agent, token };
    // The button that was pressed is gone: on to the lists, whose rows are on their way.
    afterDrawing(() => void focusRow(null));
  }

  function App() {
    const known = session.value;
    if (!known) return <SignIn onSignIn={enter} isExpired={isExpired.value} />;
    return desk ? <Console key={known.token} desk={desk} onSignOut={() => leave(true)} /> : null;
  }

  effect(() => {
    const known = session.value;
    desk = known
      ? createDesk({ api: createAgentApi(known.token), agent: known.agent, onRefused: () => leave(false) })
      : null;
    render(<App />, into);
  });
}

const root = document.getElementById("console");
if (root) startConsole(root);
