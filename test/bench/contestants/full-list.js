// The full list: every message of the history in the document. The newest page is shown as soon as it is here, and each older one
// goes above it when it comes, as one block, so that what is laid out already stays as it is.

benchPanel.start(async (panel) => {
  const list = document.createElement("div");
  list.style.cssText = "box-sizing:border-box;height:100%;padding:12px;overflow:auto";

  const toLine = (item) => {
    const line = document.createElement("li");
    line.style.cssText = "margin:8px 0;white-space:pre-wrap";
    line.textContent = item.text;
    return line;
  };

  const toBlock = (items) => {
    const block = document.createElement("ol");
    block.style.cssText = "margin:0;padding:0;list-style:none";
    block.append(...items.filter((item) => item.kind === "message").map(toLine));
    return block;
  };

  // The browser's scroll anchoring keeps the place while older blocks come in above.
  const newest = await benchPanel.page("limit=200");
  const block = toBlock(newest.items);
  list.append(block);
  panel.append(list);
  list.scrollTop = list.scrollHeight;

  const following = benchPanel.follow(newest.cursor, (item) => {
    block.append(toLine(item));
    list.scrollTop = list.scrollHeight;
  });
  for (let { before } = newest; before !== null;) {
    const older = await benchPanel.page(`limit=200&before=${encodeURIComponent(before)}`);
    list.prepend(toBlock(older.items));
    before = older.before;
  }
  performance.mark("bench:complete");
  await following;
});
