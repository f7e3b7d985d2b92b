// The gallery's one page: `?state=` shows the widget in that state, without it all of them are shown in frames. `scheme` (light,
// dark, auto), `dir` (ltr, rtl) and `width` (of the frames, in px) go with both.

import { render } from "preact";
import { widgetFor } from "../../src/widget/widget.ts";
import { Frames } from "./Frames.tsx";
import "./gallery.css";
import { frames } from "./plays.ts";
import { createScriptedChat } from "./scripted-chat.ts";
import { isStateName, type State, type StateName, states } from "./states.ts";
import { createTalk } from "./talk.ts";

const query = new URLSearchParams(location.search);
const name = query.get("state");
document.documentElement.dataset.scheme = query.get("scheme") ?? "auto";

if (isStateName(name) && !query.has("width")) void show(name);
else render(<Frames query={query} only={isStateName(name) ? name : null} />, document.body);

/** A host page with the widget on it. Says on the root element when there is nothing more to come. */
async function show(name: StateName): Promise<void> {
  const { title, scene, look, play }: State = states[name];
  const isArabic = query.get("dir") === "rtl";
  const scheme = query.get("scheme");
  document.title = `${title} – gallery`;
  render(<HostPage title={title} />, document.body);
  // Here beforehand, so that they stand there from the first picture on.
  if (isArabic) await import("../../src/widget/locales/ar.ts");
  const { chat } = widgetFor(
    createScriptedChat(scene(createTalk(isArabic))),
    {
      ...look,
      colorScheme: scheme === "light" || scheme === "dark" ? scheme : "auto",
      locale: isArabic ? "ar" : "en",
    },
    null,
    null,
  );
  const root = document.querySelector("[data-ajar]")?.shadowRoot;
  await frames(2);
  if (root && chat.isOpen.peek()) await play?.(root, isArabic);
  await frames(3);
  document.documentElement.dataset.shown = name;
}

function HostPage({ title }: { readonly title: string }) {
  return (
    <main class="host">
      <h1>{title}</h1>
      <p>
        A page of somebody's, with the chat on it.{" "}
        <a href="/gallery" target="_top">
          All states
        </a>
      </p>
    </main>
  );
}
