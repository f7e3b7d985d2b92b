// What the hand-written contestants share, as one file with each: a button, a panel that remembers whether it was left open, the
// token, a page of the timeline, the stream. Nothing here tries to be clever, and nothing is slow on purpose.

// oxlint-disable-next-line no-unused-vars -- for the script that follows in the same file
const benchPanel = (() => {
  const { dataset } = document.currentScript;
  let fill = () => {};
  let prepare = () => {};
  const button = document.createElement("button");
  const panel = document.createElement("div");
  let token;

  button.textContent = "Open chat";
  button.style.cssText = "position:fixed;right:20px;bottom:20px;z-index:9";
  button.addEventListener("click", open);
  button.addEventListener("pointerenter", () => prepare());
  panel.dataset.widget = "";
  panel.style.cssText =
    "position:fixed;right:20px;bottom:80px;width:380px;height:560px;z-index:9;background:#fff;color:#000;box-shadow:0 2px 12px #0004";

  function open() {
    localStorage.setItem("panel", "open");
    button.hidden = true;
    document.documentElement.append(panel);
    fill(panel);
  }

  function close() {
    localStorage.removeItem("panel");
  }

  /** `fillPanel` is called with the empty panel once it is there; `prepareToFill` when somebody is about to open it. */
  function start(fillPanel, prepareToFill = () => {}) {
    fill = fillPanel;
    prepare = prepareToFill;
    document.documentElement.append(button);
    if (localStorage.getItem("panel") === "open") open();
  }

  async function get(path) {
    token ??= fetch("/shop/chat-token").then((response) => response.json());
    return fetch(path, { headers: { Authorization: `Bearer ${(await token).token}` } });
  }

  /** The newest page, or with a query an older one. */
  async function page(query) {
    return (await get(`/v1/timeline?${query}`)).json();
  }

  /** Calls back with each message that comes after the cursor, for as long as the page lives. */
  async function follow(cursor, onMessage) {
    const reader = (await get(`/v1/stream?after=${encodeURIComponent(cursor)}`)).body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = events.pop();
      for (const event of events) {
        if (!event.includes("event: change")) continue;
        const data = event.slice(event.indexOf("\ndata: ") + 7);
        for (const item of JSON.parse(data).items) if (item.kind === "message") onMessage(item);
      }
    }
  }

  return { start, close, page, follow, isWhole: dataset.history === "all" };
})();
