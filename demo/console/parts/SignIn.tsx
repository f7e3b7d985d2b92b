// The sign-in page: pick an agent. It says that this is a demo without passwords.

import { useState } from "preact/hooks";
import { failureWords } from "../words.ts";
import { Avatar } from "./Avatar.tsx";
import { Mark } from "./Mark.tsx";

const AGENTS = [
  { id: "rui", name: "Rui" },
  { id: "mia", name: "Mia" },
] as const;

/** Where the keyboard is after signing out. */
export const signInTitle = "sign-in-title";

export interface SignInProps {
  readonly onSignIn: (agent: string) => Promise<void>;
  /** The server refused the token that this tab had. */
  readonly isExpired: boolean;
}

export function SignIn({ onSignIn, isExpired }: SignInProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function enter(agent: string): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await onSignIn(agent);
    } catch (error) {
      setProblem(`${failureWords(error)} Try again.`);
      setBusy(false);
    }
  }

  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <Mark />
        <h1 id={signInTitle} tabIndex={-1}>
          Agent console
        </h1>
        <p class="muted">
          {isExpired
            ? "Your session has ended. What you wrote is kept: sign in again to go on."
            : "Answer the shop’s customers. Who are you today?"}
        </p>
        <ul class="sign-in-agents">
          {AGENTS.map(({ id, name }) => (
            <li key={id}>
              <button type="button" class="sign-in-agent" disabled={busy} onClick={() => enter(id)}>
                <Avatar name={name} />
                <span>Sign in as {name}</span>
              </button>
            </li>
          ))}
        </ul>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <p class="muted small">
          A demo for this computer only: it listens on the loopback address and has no passwords. To be the
          customer,{" "}
          <a href="/" target="_blank" rel="noopener">
            open the shop
          </a>{" "}
          in another tab.
        </p>
      </div>
    </main>
  );
}
