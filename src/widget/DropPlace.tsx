// What lies over the panel while files are dragged across it.

import { useWidget } from "./context.ts";

export function DropPlace() {
  const { strings } = useWidget();
  return (
    <p class="drop">
      <span>{strings.dropFiles}</span>
    </p>
  );
}
