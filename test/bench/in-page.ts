// What runs in every measured page before its own scripts: it watches what gets painted, read, shifted and blocked. It knows
// nothing of who is measured, and looks for words only, at most once a frame and among the last nodes of each root.

export interface InPage {
  /** When the page's newest message (the word in the address) was painted, in ms since navigation. */
  readonly newest: Promise<number>;
  /** When the whole transcript was there and painted. Needs a User Timing mark: `ajar:complete` or `bench:complete`. */
  readonly complete: Promise<number>;
  /** When the page was clicked last. */
  clickedAt(): number;
  /** From now on waits for the message with that word. */
  expectMessage(word: string): void;
  /** For the expected message: when the bytes were read from a stream, and when it was painted. */
  arrival(): Promise<{ readonly readAt: number; readonly paintedAt: number }>;
  longTasks(): readonly LongTask[];
  /** Cumulative layout shift, without what follows an input within half a second. */
  shift(): number;
  /** Elements and texts in the chat: in every shadow root, and in what is marked as a widget. */
  nodeCount(): number;
  scrollThrough(stepPx: number, limitMs: number): Promise<ScrollResult>;
}

export interface LongTask {
  readonly startTime: number;
  readonly duration: number;
}

export interface ScrollResult {
  /** False when the limit came first. */
  readonly isFinished: boolean;
  readonly frames: number;
  readonly droppedFrames: number;
  readonly longTasks: readonly LongTask[];
}

/** Given to the browser as text: it may use nothing from outside of itself. */
export function installInPage(): void {
  const roots: ShadowRoot[] = [];
  const longTasks: LongTask[] = [];
  let shift = 0;
  let clickedAt = Number.NaN;
  let expected = "";
  let readAt = Number.NaN;
  let arriving: Promise<number> | undefined;

  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function attach(init) {
    const root = attachShadow.call(this, init);
    roots.push(root);
    return root;
  };

  const { read } = ReadableStreamDefaultReader.prototype;
  const decoder = new TextDecoder();
  ReadableStreamDefaultReader.prototype.read = async function readAndNote() {
    const result = await read.call(this);
    if (expected !== "" && Number.isNaN(readAt) && result.value instanceof Uint8Array) {
      const now = performance.now();
      if (decoder.decode(result.value).includes(expected)) readAt = now;
    }
    return result;
  };

  addEventListener("click", (event) => (clickedAt = event.timeStamp), { capture: true });
  const taskObserver = new PerformanceObserver((list) => noteTasks(list.getEntries()));
  taskObserver.observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[])
      if (!entry.hadRecentInput) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });

  function noteTasks(entries: PerformanceEntryList): void {
    for (const { startTime, duration } of entries) longTasks.push({ startTime, duration });
  }

  /** Resolves after the first frame at whose beginning it holds has been drawn. */
  function painted(holds: () => boolean): Promise<number> {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.addEventListener("message", () => {
        resolve(performance.now());
        port1.close();
      });
      port1.start();
      const look = () => {
        // A message sent from here is handled when this frame has been laid out and drawn.
        if (holds()) port2.postMessage(null);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }

  function isShown(word: string): boolean {
    return [document, ...roots].some((root) => findShown(root, word) !== null);
  }

  /** From the end: the newest message is near it, and long lists must not cost more to look through. */
  function findShown(root: Node, word: string): Text | null {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
    while (walker.lastChild());
    for (let left = 600, node: Node | null = walker.currentNode; node && left > 0; left -= 1) {
      if (node instanceof Text && node.data.includes(word) && isInSight(node)) return node;
      node = walker.previousNode();
    }
    return null;
  }

  /** Some of it is within everything that cuts it off: the window, scrolled boxes, boxes made small to hide it. */
  function isInSight(text: Text): boolean {
    const range = document.createRange();
    range.selectNodeContents(text);
    let { left, top, right, bottom } = range.getBoundingClientRect();
    if (text.parentElement?.checkVisibility({ opacityProperty: true, visibilityProperty: true }) !== true)
      return false;
    right = Math.min(right, innerWidth);
    bottom = Math.min(bottom, innerHeight);
    for (let box: Element | null = text.parentElement; box; box = parentOf(box)) {
      if (getComputedStyle(box).overflowY === "visible") continue;
      const edge = box.getBoundingClientRect();
      left = Math.max(left, edge.left);
      right = Math.min(right, edge.right);
      top = Math.max(top, edge.top);
      bottom = Math.min(bottom, edge.bottom);
    }
    return right - left >= 8 && bottom - top >= 8;
  }

  function parentOf(element: Element): Element | null {
    const root = element.getRootNode();
    return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }

  function findScrollBox(): Element | null {
    const text = [...roots, document].map((root) => findShown(root, newestWord)).find((found) => found);
    for (let box: Element | null = text?.parentElement ?? null; box; box = parentOf(box))
      if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY))
        return box;
    return null;
  }

  async function scrollThrough(stepPx: number, limitMs: number): Promise<ScrollResult> {
    const box = findScrollBox();
    if (!box) throw new Error("There is nothing to scroll.");
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const start = await frame();
    const times = [start];
    const isOver = () => performance.now() - start > limitMs;
    const go = async (direction: 1 | -1) => {
      // Three frames without a move: what is above or below may still have to be drawn.
      for (let still = 0; still < 3 && !isOver();) {
        const before = box.scrollTop;
        box.scrollTop += direction * stepPx;
        times.push(await frame());
        still = box.scrollTop === before ? still + 1 : 0;
      }
    };
    await go(-1);
    await go(1);
    const isFinished = !isOver();
    await new Promise((resolve) => setTimeout(resolve, 100));
    noteTasks(taskObserver.takeRecords());
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
    return {
      isFinished,
      frames: gaps.length,
      droppedFrames: gaps.reduce((sum, gap) => sum + Math.max(0, Math.round((gap * 60) / 1_000) - 1), 0),
      longTasks: longTasks.filter((task) => task.startTime >= start),
    };
  }

  function nodeCount(): number {
    const count = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      let nodes = 0;
      while (walker.nextNode()) nodes += 1;
      return nodes;
    };
    const connected = roots.filter((root) => root.isConnected);
    return [...connected, ...document.querySelectorAll("[data-widget]")].reduce(
      (sum, root) => sum + count(root),
      0,
    );
  }

  const query = new URLSearchParams(location.search);
  const newestWord = query.get("newest") ?? "";
  const isMarked = () =>
    ["ajar:complete", "bench:complete"].some((name) => performance.getEntriesByName(name).length > 0);
  const never = new Promise<number>(() => {});
  const inPage: InPage = {
    newest: newestWord === "" ? never : painted(() => isShown(newestWord)),
    complete: query.get("history") === "all" ? painted(isMarked) : never,
    clickedAt: () => clickedAt,
    expectMessage: (word) => {
      expected = word;
      readAt = Number.NaN;
      arriving = painted(() => isShown(word));
    },
    arrival: async () => {
      const paintedAt = await (arriving ?? never);
      return { readAt, paintedAt };
    },
    longTasks: () => {
      noteTasks(taskObserver.takeRecords());
      return longTasks;
    },
    shift: () => shift,
    nodeCount,
    scrollThrough,
  };
  Object.defineProperty(window, "inPage", { value: inPage });
}
