// What the lasso holds, as a list whose words can be chosen, and as a table.

import { element, saveFile } from "../base/dom.js";
import { quoted } from "./wording.js";

const MOST = 300;

export class LassoList {
  constructor(map) {
    this.map = map;
    this.element = element("section", { class: "lasso", "aria-live": "polite", hidden: true });
  }

  update() {
    const { map } = this;
    const rows = [...map.lassoRows].sort((a, b) => map.kinds[a] - map.kinds[b] || a - b);
    this.element.hidden = !map.lassoShape;
    if (!map.lassoShape) return;
    this.element.replaceChildren(
      element(
        "div",
        { class: "lasso-head" },
        element("h4", {}, map.say("lasso_title", { count: rows.length.toLocaleString() })),
        this.button("CSV", "lasso_csv", () => this.save(rows)),
        this.button("✕", "lasso_clear", () => map.clearLasso()),
      ),
      element(
        "div",
        { class: "chips" },
        rows.slice(0, MOST).map((row) =>
          element(
            "button",
            {
              type: "button",
              class: "chip",
              lang: "ko",
              dataset: { row },
              onclick: () => map.choose(row, true),
            },
            map.names[row],
          ),
        ),
        rows.length > MOST ? element("span", {}, map.say("lasso_more", { count: rows.length - MOST })) : null,
      ),
    );
  }

  button(text, key, onclick) {
    const label = this.map.say(key);
    return element(
      "button",
      { type: "button", class: "tool", title: label, "aria-label": label, onclick },
      text,
    );
  }

  save(rows) {
    const lines = rows.map((row) => `${row},${quoted(this.map.names[row])}`);
    saveFile("dotbogi-lasso.csv", new Blob([`\ufeffid,token\n${lines.join("\n")}\n`]));
  }
}
