// The floor: the least that a page must do to show the newest fifty messages, and to add each that comes in. No older messages,
// no composer, no storage, no second tab, no failures.

benchPanel.start(async (panel) => {
  const list = document.createElement("ol");
  list.style.cssText =
    "box-sizing:border-box;height:100%;margin:0;padding:12px;overflow:auto;list-style:none";

  const add = (item) => {
    const line = document.createElement("li");
    line.style.cssText = "margin:8px 0;white-space:pre-wrap";
    line.textContent = item.text;
    list.append(line);
  };

  const { items, cursor } = await benchPanel.page("limit=50");
  for (const item of items) if (item.kind === "message") add(item);
  panel.append(list);
  list.scrollTop = list.scrollHeight;
  await benchPanel.follow(cursor, (item) => {
    add(item);
    list.scrollTop = list.scrollHeight;
  });
});
