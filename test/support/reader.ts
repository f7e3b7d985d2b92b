// A virtual screen reader: reads what the browser hands to assistive technologies (its accessibility tree), in that order, and
// knows a page by nothing else. Presses what it has read; typing is the keyboard's.

import type { CDPSession, Page } from "playwright/test";

export interface Reader {
  /** Everything that it would say from top to bottom: `role "name"`, and texts as they are. */
  read(): Promise<string[]>;
  /** The same of what is inside the first node of that role. */
  readIn(role: string): Promise<string[]>;
  /** What has the focus, as it would be said. */
  focused(): Promise<string>;
  /** Waits until it reads such a node, and presses it. */
  press(role: string, name: string): Promise<void>;
}

interface Node {
  readonly nodeId: string;
  readonly parentId?: string;
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value: unknown } }[];
  readonly childIds?: readonly string[];
  readonly backendDOMNodeId?: number;
}

const patienceMs = 30_000;
/** Said by their content alone, or not at all. */
const silentRoles = new Set([
  "RootWebArea",
  "generic",
  "none",
  "paragraph",
  "InlineTextBox",
  "list",
  "LabelText",
]);

export async function openReader(page: Page): Promise<Reader> {
  const session = await page.context().newCDPSession(page);
  await session.send("Accessibility.enable");

  async function nodes(): Promise<readonly Node[]> {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    return inOrder(nodes as readonly Node[]);
  }

  async function readIn(role: string): Promise<string[]> {
    const all = await nodes();
    const top = all.find((node) => !node.ignored && node.role?.value === role);
    return top ? inOrder(all, top).flatMap(said) : [];
  }

  return {
    read: async () => (await nodes()).flatMap(said),
    readIn,
    focused: async () => {
      const focused = (await nodes()).filter((node) => isTrue(node, "focused")).at(-1);
      return focused ? (said(focused)[0] ?? "") : "";
    },
    press: async (role, name) => {
      const until = Date.now() + patienceMs;
      const is = (node: Node) => !node.ignored && node.role?.value === role && node.name?.value === name;
      for (;;) {
        const id = (await nodes()).find(is)?.backendDOMNodeId;
        if (id !== undefined && (await press(session, id))) return;
        if (Date.now() > until) throw new Error(`The reader finds no ${role} "${name}"`);
        await page.waitForTimeout(100);
      }
    },
  };
}

/** As screen readers do: the element's own default action, wherever it is on the screen. False: it is gone since it was read. */
async function press(session: CDPSession, backendNodeId: number): Promise<boolean> {
  const resolved = await session.send("DOM.resolveNode", { backendNodeId }).catch((error: unknown) => {
    if (/does not belong to the document|No node/.test(String(error))) return null;
    throw error;
  });
  const objectId = resolved?.object.objectId;
  if (objectId === undefined) return false;
  const functionDeclaration = "function () { this.focus(); this.click(); }";
  await session.send("Runtime.callFunctionOn", { objectId, functionDeclaration });
  return true;
}

function inOrder(nodes: readonly Node[], top = nodes.find(({ parentId }) => parentId === undefined)): Node[] {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const from = (node: Node): Node[] => [
    node,
    ...(node.childIds ?? []).flatMap((id) => {
      const child = byId.get(id);
      return child ? from(child) : [];
    }),
  ];
  return top ? from(top) : [];
}

function said(node: Node): string[] {
  const role = node.role?.value ?? "none";
  const name = node.name?.value ?? "";
  if (node.ignored || silentRoles.has(role)) return [];
  if (role === "StaticText") return name.trim() === "" ? [] : [name.trim()];
  return [name === "" ? role : `${role} "${name}"`];
}

function isTrue({ properties }: Node, name: string): boolean {
  return properties?.some((property) => property.name === name && property.value.value === true) ?? false;
}
