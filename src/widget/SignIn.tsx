// The one state without a composer: the host said that nobody is signed in. Shows nothing of anybody.

import { useWidget } from "./context.ts";

export function SignIn() {
  const { strings } = useWidget();
  return (
    <div class="empty">
      <h3>{strings.signInTitle}</h3>
      <p>{strings.signInText}</p>
      <SignInAction primary />
    </div>
  );
}

/** A link to the host's sign-in where there is one; else a button that asks the host. */
export function SignInAction({ primary = false }: { readonly primary?: boolean }) {
  const { strings, signInUrl, signIn, close } = useWidget();
  const look = primary ? "primary-button" : "text-button";
  if (signInUrl !== null)
    return (
      <a
        class={look}
        href={signInUrl}
        onClick={({ currentTarget }) => {
          // The sign-in is on this page: the panel must not lie on top of it.
          if (isOnThisPage(currentTarget)) close();
        }}
      >
        {strings.signIn}
      </a>
    );
  return (
    <button type="button" class={look} onClick={signIn}>
      {strings.signIn}
    </button>
  );
}

function isOnThisPage({ href, hash }: HTMLAnchorElement): boolean {
  return hash !== "" && href.split("#")[0] === location.href.split("#")[0];
}
