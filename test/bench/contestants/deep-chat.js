// deep-chat on this backend, configured after its manual (https://deepchat.dev/docs/messages): `loadHistory` gives the newest page
// and, with a `false` before it, says that there are older ones, which it asks for when the reader reaches the top. New messages
// come by `addMessage`. Its bundle is fetched when it is needed or about to be: visitors who don't chat don't pay for it.
// For the whole transcript everything is handed over at once: page after page it would draw again and again, and it asks for the
// next page only at the top. Above `maxVisibleMessages` (4,000 by default) it would drop messages, so that is raised.

const importBundle = () => import("/peer/deepChat.bundle.js");

benchPanel.start(async (panel) => {
  const roles = { customer: "user", agent: "ai" };
  const toMessage = ({ author, text }) => ({ role: roles[author.role], text });
  let before;
  let cursor;

  async function loadPage(limit) {
    const query = before === undefined ? "" : `&before=${encodeURIComponent(before)}`;
    const page = await benchPanel.page(`limit=${limit}${query}`);
    before = page.before;
    cursor ??= page.cursor;
    return page.items.filter((item) => item.kind === "message").map(toMessage);
  }

  async function loadAll() {
    const pages = [];
    do pages.unshift(await loadPage(200));
    while (before !== null);
    return pages.flat();
  }

  async function loadHistory() {
    const messages = benchPanel.isWhole ? await loadAll() : await loadPage(50);
    if (before !== null) messages.unshift(false);
    // It draws them in the microtasks after this promise, and follows the newest after that.
    setTimeout(() => onceDrawn());
    return messages;
  }

  let isFollowing = false;
  function onceDrawn() {
    if (benchPanel.isWhole) performance.mark("bench:complete");
    if (isFollowing) return;
    isFollowing = true;
    void benchPanel.follow(cursor, (item) => chat.addMessage(toMessage(item)));
  }

  await importBundle();
  const chat = document.createElement("deep-chat");
  chat.style.cssText = "width:380px;height:560px;border:0";
  chat.maxVisibleMessages = 1_000_000;
  chat.connect = { handler: (_body, signals) => signals.onResponse({ text: "" }) };
  chat.loadHistory = loadHistory;
  panel.append(chat);
}, importBundle);
