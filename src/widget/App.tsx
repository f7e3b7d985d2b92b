// The widget's tree inside its root: the panel while it is open, the announcer always.

import { Announcer } from "./Announcer.tsx";
import { Widget, type WidgetContext } from "./context.ts";
import { Panel } from "./Panel.tsx";

export function App({ context }: { readonly context: WidgetContext }) {
  return (
    <Widget.Provider value={context}>
      {context.chat.isOpen.value && !context.isHeld.value && <Panel />}
      <Announcer />
    </Widget.Provider>
  );
}
