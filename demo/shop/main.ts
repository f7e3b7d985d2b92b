// The shop's page: shows what the address says without reloading, and who is signed in.

import { byId, element } from "./dom.ts";
import { pageAt } from "./pages.ts";
import { readSession, ShopError, signIn, signOut, type Customer } from "./session.ts";
import "./shop.css";
import "./sign-in.css";

const CUSTOMERS = ["Ana", "Bob", "Chen", "Dana"] as const;

function startShop(): void {
  const content = byId("content", HTMLElement);
  const show = () => {
    const { title, content: parts } = pageAt(location.pathname);
    document.title = title;
    content.replaceChildren(...parts);
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".top-nav a"))
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
  };
  show();
  addEventListener("popstate", show);
  document.addEventListener("click", (event) => {
    const link = linkToFollow(event);
    if (!link) return;
    event.preventDefault();
    history.pushState(null, "", link.pathname);
    show();
    scrollTo(0, 0);
    content.focus({ preventScroll: true });
  });
  // The chat sends people here to sign in, also when the session ended after this page was loaded.
  addEventListener("hashchange", () => location.hash === "#sign-in" && void showSession());
  void showSession();
}

/** The link, if it leads elsewhere in the shop and the customer wants it in this window. */
function linkToFollow(event: MouseEvent): HTMLAnchorElement | null {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.target !== "" || link.origin !== location.origin || link.hash !== "") return null;
  return link;
}

async function showSession(): Promise<void> {
  const account = byId("account", HTMLElement);
  const band = byId("sign-in", HTMLElement);
  // The server has written who is signed in into the chat's tag: no need to wait to show the sign-in.
  if (band.hidden && !document.querySelector<HTMLElement>("script[data-customer]")?.dataset["customer"])
    showSignIn(account);
  try {
    const customer = await readSession();
    if (customer) showAccount(account, customer);
    else if (band.hidden) showSignIn(account);
    band.hidden = customer !== null;
  } catch {
    const again = element("button", { type: "button", class: "link" }, "Try again");
    again.addEventListener("click", () => void showSession());
    account.replaceChildren(element("span", {}, "The shop can’t be reached."), again);
  }
}

function showAccount(account: HTMLElement, { name }: Customer): void {
  const button = element("button", { type: "button" }, "Sign out");
  button.addEventListener("click", () => {
    void run(button, signOut).then((failure) => failure && button.replaceChildren("Sign out: try again"));
  });
  account.replaceChildren(
    element("span", {}, "Signed in as ", element("strong", { dir: "auto" }, name)),
    button,
  );
}

function showSignIn(account: HTMLElement): void {
  account.replaceChildren(element("a", { class: "button", href: "#sign-in" }, "Sign in"));
  const problem = byId("sign-in-problem", HTMLElement);
  const enter = (button: HTMLButtonElement, customer: string) =>
    run(button, () => signIn(customer)).then((failure) => (problem.textContent = failure));

  const names = CUSTOMERS.map((name) => {
    const button = element("button", { type: "button", "aria-label": `Sign in as ${name}` }, name);
    button.addEventListener("click", () => void enter(button, name.toLowerCase()));
    return button;
  });
  byId("sign-in-names", HTMLElement).replaceChildren(...names);

  const form = byId("sign-in-other", HTMLFormElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button) void enter(button, idOf(byId("sign-in-name", HTMLInputElement).value));
  });
  byId("sign-in", HTMLElement).hidden = false;
  const focusFirst = () => location.hash === "#sign-in" && names[0]?.focus();
  addEventListener("hashchange", focusFirst);
  // While the page loads, the browser takes the focus back when it scrolls to the address's fragment.
  if (document.readyState === "complete") focusFirst();
  else addEventListener("load", () => setTimeout(focusFirst), { once: true });
}

/** "Ana" typed is the Ana of the button. */
function idOf(typed: string): string {
  const name = typed.trim();
  const known = CUSTOMERS.find((customer) => customer.toLowerCase() === name.toLowerCase());
  return known?.toLowerCase() ?? name;
}

/** Resolves to what went wrong, or to nothing while the page is loaded anew. */
async function run(button: HTMLButtonElement, act: () => Promise<void>): Promise<string> {
  button.disabled = true;
  try {
    await act();
    return "";
  } catch (error) {
    button.disabled = false;
    return error instanceof ShopError ? error.message : "The shop can’t be reached. Try again.";
  }
}

startShop();
