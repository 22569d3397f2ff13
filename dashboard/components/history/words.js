// What the model expects after the chosen token: the likeliest ones, and the one that truly follows.

import { element, find } from "../base/dom.js";

const SPACE = "▁";

export class NextWords {
  constructor(app) {
    this.app = app;
    this.title = element("h4", {});
    this.rows = element("ol", {});
    this.caption = element("p", { class: "caption" });
    this.element = element("section", { class: "next" }, this.title, this.rows, this.caption);
  }

  resize() {
    this.title.textContent = this.app.say("next");
    this.caption.textContent = this.app.say("next_caption");
    this.shown = -1;
  }

  draw() {
    const { app } = this;
    if (this.shown === app.index) return;
    this.shown = app.index;
    const { words, truth } = app.header;
    const [, count] = app.arrays.probabilities.shape;
    const p = (rank) => app.arrays.probabilities.data[app.index * count + rank];
    const rows = words[app.index].map((word, rank) =>
      this.row(rank, `${rank + 1}`, word, p(rank), truth?.label === word),
    );
    if (truth && truth.ranks[app.index] > count)
      rows.push(
        this.row(
          count,
          truth.ranks[app.index].toLocaleString(),
          truth.label,
          app.arrays.truth.data[app.index],
          true,
        ),
      );
    while (this.rows.children.length > rows.length) this.rows.lastChild.remove();
  }

  /** Fill row `at` anew, so that its bar moves from the old length to the new. */
  row(at, rank, word, p, right) {
    let row = this.rows.children[at];
    if (!row) {
      row = element(
        "li",
        {},
        element("small", {}),
        element("b", {}),
        element("i", {}, element("s", {})),
        element("span", {}),
      );
      this.rows.append(row);
    }
    const [number, name, bar, value] = row.children;
    row.classList.toggle("right", right);
    number.textContent = rank;
    name.replaceChildren(...spelled(word));
    find(bar, "s").style.width = `${100 * p}%`;
    value.textContent = p < 0.0001 ? p.toExponential(1).replace("-", "−") : p.toFixed(4);
    return row;
  }
}

/** A token with the sign for its space small before it. */
function spelled(word) {
  return word.startsWith(SPACE) && word !== SPACE ? [element("small", {}, SPACE), word.slice(1)] : [word];
}
