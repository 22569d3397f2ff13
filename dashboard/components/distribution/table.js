// The same distribution as a table, for those who cannot see bars or want more of it.

import { element } from "../base/dom.js";
import { realText } from "../base/format.js";
import { shareText } from "./small.js";

const ROWS = 100;

export class Table {
  constructor(app) {
    this.app = app;
    this.element = element("div", {
      class: "window",
      tabindex: "0",
      role: "region",
      "aria-label": app.say("table_label"),
    });
  }

  update() {
    const { app } = this;
    this.element.hidden = app.view.show !== "table";
    if (this.element.hidden) return;
    const { result } = app;
    const columns = ["rank", "token", "id", "logit", "exp", "share", "sum", "chance"].map((name) =>
      element("th", { scope: "col" }, app.say(`table_${name}`)),
    );
    const rows = Array.from({ length: Math.min(ROWS, result.size) }, (_, index) => {
      const id = result.order[index];
      const cells = [
        id,
        realText(app.changed[id]),
        shareText(result.exponentials[index]),
        shareText(result.shares[index]),
        shareText(result.sums[index]),
        result.chance(index) ? shareText(result.chance(index)) : app.say("cut"),
      ];
      return element(
        "tr",
        { dataset: { cut: String(index >= result.kept), next: String(id === app.moment.next) } },
        element("td", {}, String(index + 1)),
        element("th", { scope: "row" }, app.nameNode(app.name(id))),
        cells.map((text) => element("td", {}, String(text))),
      );
    });
    this.element.replaceChildren(
      element(
        "table",
        {},
        element(
          "caption",
          {},
          app.say("table_caption", { n: Math.min(ROWS, result.size), all: result.size.toLocaleString() }),
        ),
        element("thead", {}, element("tr", {}, columns)),
        element("tbody", {}, rows),
      ),
    );
  }
}
