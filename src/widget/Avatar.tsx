// A person in a circle: initials, and over them the picture once it is here. Beside the name, so it says nothing by itself.

import { useEffect, useRef } from "preact/hooks";
import { importAgain } from "../lib/import-again.ts";
import { hueOf } from "./theme.ts";

const loadDrawPicture = () => import("./draw-picture.ts");

interface Props {
  readonly id: string;
  readonly name: string;
  /** Address of a picture; null: there is none. */
  readonly url: string | null;
}

export function Avatar({ id, name, url }: Props) {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map(
    (word) => Array.from(word ?? "")[0] ?? "",
  );
  // The same person always has the same colour.
  return (
    <span class="initials" aria-hidden="true" style={{ "--hue": hueOf(id) }}>
      {letters.join("").toLocaleUpperCase()}
      {url && <Picture key={url} url={url} />}
    </span>
  );
}

/** Drawn, for a page may forbid images; what can't be shown leaves the initials. */
function Picture({ url }: { readonly url: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    void importAgain(loadDrawPicture).then(
      ({ drawPicture }) => canvas.current && drawPicture(canvas.current, url),
      () => {},
    );
  }, [url]);
  return <canvas ref={canvas} width={96} height={96} />;
}
