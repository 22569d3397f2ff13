// The last rows: the likeliest next token of every column, and the words after the chosen one.

import { element } from "../base/dom.js";
import { decimalText, percentText } from "../base/format.js";
import { pageLink } from "./boxes.js";
import { fan } from "./flow.js";
import { columns, railName, row } from "./frame.js";

export function wordRows(picture) {
  const { data, open } = picture;
  const best = (column) => {
    if (!data.answers(column)) return element("span", { class: "none" }, "·");
    const [first] = data.top(column);
    return element("span", { lang: "ko" }, first.piece);
  };
  const words = data.top(data.column);
  const boxes = words.map((word, index) => wordBox(picture, word, index));
  const heading = row(
    "bests",
    railName(picture, "logits", "next_word", "2.7"),
    columns(data, "answers", best),
  );
  const stage = [
    element("div", { class: "flow fan" }, columns(data, "beam"), fan(data, words)),
    element("div", { class: "words" }, boxes),
    element("p", { class: "verdict" }, verdict(data)),
  ];
  const name = pageLink(
    data,
    "next_word",
    open,
    { class: "name" },
    element("span", {}, data.say("step_softmax")),
    element("small", {}, "(2.8)"),
  );
  return [heading, row("outcome", [name, element("p", {}, data.say(`about_softmax_${data.mode}`))], stage)];
}

function wordBox({ data, open }, { piece, p }, index) {
  const right = data.actual?.rank === index + 1;
  const share = percentText(p);
  return pageLink(
    data,
    "next_word",
    open,
    { class: right ? "word right" : "word", style: `--share:${p}`, dataset: { link: "next_word", p } },
    element("b", { lang: "ko" }, piece),
    element("span", {}, share),
  );
}

function verdict(data) {
  if (!data.actual) return data.say("nothing_follows");
  const { rank, probability } = data.actual;
  const p = probability < 0.001 ? probability.toExponential(1) : decimalText(probability, 3);
  return data.say(`actual_${data.mode}`, { token: data.following, rank: rank.toLocaleString(), p });
}
