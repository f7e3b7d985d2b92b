// deep-chat on this backend, configured after its manual (https://deepchat.dev/docs/messages). `loadHistory` gives the newest page
// and, with a `false` before it, says that there are older ones, which it asks for when the reader reaches the top. New messages
// come by `addMessage`. Its bundle is fetched when it is needed or about to be: visitors who don't chat don't pay for it.
// For the whole transcript it gets everything at once as `history`: that takes seconds for 10,000 messages, where
// `loadHistory` takes minutes. Above `maxVisibleMessages` (4,000 by default) it would drop messages, so that is raised.

const importBundle = () => import("/peer/deepChat.bundle.js");
const roles = { customer: "user", agent: "ai" };

/** Pages from the newest to the oldest: each call gives the next, and `before` is null after the last. */
function createHistory() {
  const history = { before: undefined, cursor: undefined, next };
  async function next(limit) {
    const query = history.before === undefined ? "" : `&before=${encodeURIComponent(history.before)}`;
    const page = await benchPanel.page(`limit=${limit}${query}`);
    history.before = page.before;
    history.cursor ??= page.cursor;
    return page.items.filter((item) => item.kind === "message").map(toMessage);
  }
  return history;
}

function toMessage({ author, text }) {
  return { role: roles[author.role], text };
}

benchPanel.start(async (panel) => {
  const history = createHistory();
  const follow = () => benchPanel.follow(history.cursor, (item) => chat.addMessage(toMessage(item)));
  const first = benchPanel.isWhole ? nextAll() : history.next(50); // while the bundle loads

  async function nextAll() {
    const pages = [];
    do pages.unshift(await history.next(200));
    while (history.before !== null);
    return pages.flat();
  }

  await importBundle();
  const chat = document.createElement("deep-chat");
  // With a font of the page's own it loads none from elsewhere.
  chat.style.cssText = "width:380px;height:560px;border:0;font-family:system-ui,sans-serif";
  chat.maxVisibleMessages = 1_000_000;
  chat.connect = { handler: (_body, signals) => signals.onResponse({ text: "" }) };

  if (benchPanel.isWhole) {
    await drawWhole(chat, panel, await first);
  } else {
    chat.loadHistory = async (index) => {
      const messages = index === 0 ? await first : await history.next(50);
      return history.before === null ? messages : [false, ...messages];
    };
    panel.append(chat);
    await first;
  }
  setTimeout(follow, 100);
}, importBundle);

/** The history is set after the first drawing, since each setting of a property draws anew. */
async function drawWhole(chat, panel, messages) {
  const { shadowRoot } = chat;
  const isDrawn = (selector, count) => shadowRoot.querySelectorAll(selector).length >= count;
  panel.append(chat);
  while (!isDrawn("#messages", 1)) await soon();
  chat.history = messages;
  // It tells nobody when it has drawn them.
  while (!isDrawn(".message-bubble", messages.length)) await soon();
  performance.mark("bench:complete");
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 4));
