// A column of words beside the lines.

import { element } from "../base/dom.js";

/** One button a word, `row` pixels high; only the word in focus is in the tab order. */
export function wordColumn(app, side, items, row) {
  const name = app.say(side === "query" ? "looking" : "looked_at");
  const buttons = items.map(({ label, first }, index) => {
    const options = {
      type: "button",
      tabindex: "-1",
      style: `height:${row}px`,
      dataset: { side, index },
      "aria-label": `${label} (${first})`,
    };
    return element("button", options, element("span", {}, label));
  });
  const head = element("div", { class: "column-name" }, name);
  return element("div", { class: `column ${side}`, role: "group", "aria-label": name }, head, buttons);
}
