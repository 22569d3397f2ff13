// The chosen word beside the map: its row of W_E and its neighbours with exact cosines.

import { element } from "../base/dom.js";
import { filled } from "../base/format.js";
import { Bars } from "./bars.js";
import { go, shown } from "./link.js";
import { signed } from "./wording.js";

export class WordPanel {
  constructor(root) {
    this.root = root;
    this.observer = new ResizeObserver(() => this.bars?.draw());
  }

  receive({ header, arrays }) {
    const { texts } = header;
    const say = (key, values) => filled(texts[key], values);
    this.bars = new Bars({
      label: say("strip", { name: header.name }),
      height: 72,
      say: (dimension, value) => [say("dimension", { dimension }), { strong: value }],
    });
    this.root.replaceChildren(
      element("h3", { lang: "ko" }, header.name),
      element(
        "p",
        { class: "hint" },
        [
          header.kind_label,
          say("id", { id: header.row }),
          say("norm", { norm: header.norm.toFixed(4) }),
        ].join(" · "),
      ),
      this.bars.element,
      element("h4", {}, say("near", { name: header.name })),
      this.list(header, say),
      this.sentence(header, say),
    );
    this.observer.disconnect();
    this.observer.observe(this.root);
    const most = Math.max(...arrays.vector.data.map(Math.abs));
    this.bars.show([...arrays.vector.data], most, this.theme);
    this.root.dataset.row = header.row;
    shown({
      row: header.row,
      near: header.near.slice(0, 10).map(({ row }) => row),
      cosines: arrays.cosines.data,
      sentence: header.sentence.map(({ row }) => row),
    });
  }

  list(header, say) {
    const most = Math.max(header.near[0]?.cosine ?? 1, 1e-6);
    return element(
      "ol",
      { class: "near", "aria-label": say("near", { name: header.name }) },
      header.near.map(({ name, row, cosine }) =>
        element(
          "li",
          {},
          element(
            "button",
            { type: "button", dataset: { row, cosine }, onclick: () => go(row) },
            element("span", { class: "name", lang: "ko" }, name),
            element(
              "span",
              { class: "meter" },
              element("i", { style: `width: ${Math.max(0, (100 * cosine) / most)}%` }),
            ),
            element("span", { class: "number" }, signed(cosine)),
          ),
        ),
      ),
    );
  }

  sentence(header, say) {
    if (!header.sentence.length) return "";
    return element(
      "div",
      { class: "chips" },
      element("span", { class: "chips-name" }, say("sentence")),
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

  leave() {
    this.observer.disconnect();
  }
}
