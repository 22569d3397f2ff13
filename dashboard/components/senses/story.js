// What the numbers on screen mean, in sentences that are put together from them.

import { element } from "../base/dom.js";
import { decimalText } from "../base/format.js";

export class Story {
  constructor(app) {
    this.app = app;
    this.element = element("section", { class: "story", "aria-live": "polite" });
  }

  update() {
    const parts = [this.input(), this.blind()].filter(Boolean);
    this.element.hidden = parts.length === 0;
    this.element.replaceChildren(...parts.map((text) => element("p", {}, text)));
  }

  /** Layer 0: one vector for all, and positions. */
  input() {
    const { data, view } = this.app;
    if (view.layer !== 0 || data.points.length < 2) return null;
    const pairs = data.pairs();
    const alike = pairs.every(([a, b]) => same(data.points[a].ids, data.points[b].ids));
    const cosines = pairs.map(([a, b]) => data.cosine("bidirectional", 0, a, b, "plain"));
    return this.app.say(alike ? "input_same" : "input_different", {
      n: data.points.length,
      word: data.word,
      embedding: decimalText(Math.min(...pairs.map(([a, b]) => data.embeddingCosine(a, b))), 4),
      low: decimalText(Math.min(...cosines), 4),
      high: decimalText(Math.max(...cosines), 4),
    });
  }

  /** Words with the same tokens before them are one and the same to a causal mask. */
  blind() {
    const { data, view } = this.app;
    const groups = Map.groupBy
      ? [...Map.groupBy(data.points.keys(), (index) => data.points[index].prefix).values()]
      : grouped(data.points);
    const group = groups.find((members) => members.length > 1);
    if (!group) return null;
    const [a, b] = group;
    const layer = view.layer || data.layer;
    const first = data.points[a];
    const values = {
      words: group.map((index) => data.points[index].label).join(", "),
      word: data.word,
      before: first.before.trim(),
      causal: decimalText(data.cosine("causal", layer, a, b, "plain"), 4),
      bidirectional: decimalText(data.cosine("bidirectional", layer, a, b, "plain"), 4),
      layer,
    };
    return this.app.say(first.position === first.ids.length ? "blind_start" : "blind_prefix", values);
  }
}

function same(a, b) {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function grouped(points) {
  const groups = [];
  points.forEach(({ prefix }, index) => (groups[prefix] ??= []).push(index));
  return groups.filter(Boolean);
}
