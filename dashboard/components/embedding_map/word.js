// The chosen word beside the map: its row of W_E and its neighbours with exact cosines.

import { element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { Picture } from "../base/picture.js";
import { largest } from "../base/scales.js";
import { meter } from "../base/table.js";
import { Bars } from "./bars.js";
import { go, shown } from "./link.js";

/**
 * @typedef {{name: string, row: number}} Word a row of W_E
 *
 * @typedef {object} WordHeader
 * @property {"word"} kind
 * @property {Record<string, string>} texts
 * @property {number} row
 * @property {string} name
 * @property {string} kind_label
 * @property {number} norm
 * @property {(Word & {cosine: number})[]} near
 * @property {Word[]} sentence
 */

/** @extends {Picture<WordHeader>} */
export class WordPanel extends Picture {
  take({ header, arrays }) {
    const { name, row, norm } = header;
    this.bars = new Bars({
      label: this.say("strip", { name }),
      height: 72,
      say: (dimension, value) => [this.say("dimension", { dimension }), { strong: value }],
    });
    const facts = [
      header.kind_label,
      this.say("id", { id: row }),
      this.say("norm", { norm: norm.toFixed(4) }),
    ];
    this.root.replaceChildren(
      element("h3", { lang: "ko" }, name),
      element("p", { class: "hint" }, facts.join(" · ")),
      this.bars.element,
      element("h4", {}, this.say("near", { name })),
      this.list(header),
      this.sentence(header),
    );
    this.vector = [...arrays.vector.data];
    this.root.dataset.row = row;
    this.again();
  }

  /** Tell the map beside what is shown: it may have forgotten. */
  again() {
    const { row, near, sentence } = this.header;
    shown({
      row,
      near: near.slice(0, 10).map((other) => other.row),
      cosines: this.arrays.cosines.data,
      sentence: sentence.map((other) => other.row),
    });
  }

  draw() {
    this.bars.show(this.vector, largest(this.vector), this.theme);
  }

  list(header) {
    const most = Math.max(header.near[0]?.cosine ?? 1, 1e-6);
    return element(
      "ol",
      { class: "near", "aria-label": this.say("near", { name: header.name }) },
      header.near.map(({ name, row, cosine }) =>
        element(
          "li",
          {},
          element(
            "button",
            { type: "button", dataset: { row, cosine }, onclick: () => go(row) },
            element("span", { class: "name", lang: "ko" }, name),
            meter(Math.max(0, cosine / most)),
            element("span", { class: "number" }, decimalText(cosine)),
          ),
        ),
      ),
    );
  }

  sentence(header) {
    if (!header.sentence.length) return "";
    return element(
      "div",
      { class: "chips" },
      element("span", { class: "chips-name" }, this.say("sentence")),
      header.sentence.map(({ name, row }) =>
        element(
          "button",
          {
            type: "button",
            class: "chip",
            lang: "ko",
            "aria-pressed": String(row === header.row),
            onclick: () => go(row),
          },
          name,
        ),
      ),
    );
  }
}
