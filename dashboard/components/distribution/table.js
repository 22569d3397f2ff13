// The same distribution as a table, for those who cannot see bars or want more of it.

import { element } from "../base/dom.js";
import { realText, shareText } from "../base/format.js";
import { row, table, tableWindow } from "../base/table.js";

const ROWS = 100;

export class Table {
  constructor(app) {
    this.app = app;
    this.element = tableWindow(app.say("table_label"), null);
  }

  update() {
    const { app } = this;
    this.element.hidden = app.view.show !== "table";
    if (this.element.hidden) return;
    const { result } = app;
    const columns = ["rank", "token", "id", "logit", "exp", "share", "sum", "chance"];
    const head = columns.map((name) => app.say(`table_${name}`));
    const rows = Array.from({ length: Math.min(ROWS, result.size) }, (_, index) => this.row(index));
    const count = { n: rows.length, all: result.size.toLocaleString() };
    this.element.replaceChildren(table({ head, rows, caption: app.say("table_caption", count) }));
  }

  row(index) {
    const { app } = this;
    const { result, moment } = app;
    const id = result.order[index];
    const shares = [result.exponentials[index], result.shares[index], result.sums[index]].map(shareText);
    const chance = result.chance(index) ? shareText(result.chance(index)) : app.say("cut");
    const name = element("th", { scope: "row" }, app.nameNode(app.name(id)));
    const rank = element("td", {}, String(index + 1));
    const dataset = { cut: String(index >= result.kept), next: String(id === moment.next) };
    return row([rank, name, String(id), realText(result.logits[id]), ...shares, chance], { dataset });
  }
}
