// The files of a message, for agents: what they are, whether they were found to be safe, and their download.

import { useState } from "preact/hooks";
import type { AgentAttachment, AgentItem } from "../../server/agent-api.ts";
import type { LoadFile } from "../files.ts";
import { sizeWords } from "../files.ts";
import { Icon } from "./Icon.tsx";

const SCAN_WORDS = { pending: "being checked", clean: null, rejected: "blocked: not safe" } as const;

export function Files({ message, load }: { readonly message: AgentItem; readonly load: LoadFile }) {
  return (
    <ul class="files" aria-label="Files">
      {(message.attachments ?? []).map((file) => (
        <li key={file.id}>
          <FileLine file={file} load={() => load(message.conversation, file)} />
        </li>
      ))}
    </ul>
  );
}

function FileLine({ file, load }: { readonly file: AgentAttachment; readonly load: () => Promise<void> }) {
  const [problem, setProblem] = useState<string | null>(null);
  const words = [sizeWords(file.bytes), SCAN_WORDS[file.scan], problem].filter(Boolean).join(" · ");

  function download(): void {
    setProblem(null);
    load().catch(() => setProblem("could not be loaded"));
  }

  const isClean = file.scan === "clean";
  const label = (
    <>
      <Icon name={isClean ? "download" : "file"} />
      <span class="file-words">
        <span>
          {isClean && <span class="visually-hidden">Download </span>}
          <bdi>{file.name}</bdi>
        </span>{" "}
        <span class="file-facts">{words}</span>
      </span>
    </>
  );
  if (!isClean) return <span class="file">{label}</span>;
  return (
    <button type="button" class="file" onClick={download}>
      {label}
    </button>
  );
}
