// The rows of the picture, top to bottom. Each has a name at its left, the columns of the tokens, and a side.

import { element } from "../base/dom.js";
import { decimalText, percentText } from "../base/format.js";
import { meter } from "../base/table.js";
import { attentionThumbnail, pageLink, unitField, vectorPixels, vectorTile } from "./boxes.js";
import { attentionFlow, fan } from "./flow.js";
import { headName } from "./notes.js";

/** All rows for `picture`, which knows the data, the pixels and how to open a page. */
export function pictureRows(picture) {
  const { data } = picture;
  const layers = Array.from({ length: data.layers }, (_, layer) => layerRow(picture, layer));
  return [
    tokenRow(picture),
    vectorRow(picture, 0, "embeddings", "2.10"),
    signRow(data, "+"),
    vectorRow(picture, 1, "positions", "2.11"),
    signRow(data, "="),
    vectorRow(picture, 2, null, "2.13", sideNames(data)),
    ...layers,
    vectorRow(picture, data.layers + 3, "layers", ""),
    ...wordRows(picture),
  ];
}

function row(kind, rail, stage, side = null) {
  return element(
    "div",
    { class: `row ${kind}` },
    element("div", { class: "rail" }, rail),
    element("div", { class: "stage" }, stage),
    element("div", { class: "side" }, side),
  );
}

function columns(data, kind, make) {
  const cells = Array.from({ length: data.columns }, (_, column) =>
    element(
      "div",
      { class: column === data.column ? "cell chosen" : "cell", dataset: { column } },
      make?.(column),
    ),
  );
  return element("div", { class: `columns ${kind}` }, cells);
}

function railName(picture, key, link, number) {
  const { data, open } = picture;
  const text = [
    element("span", {}, data.say(`step_${key}`)),
    number ? element("small", {}, `(${number})`) : null,
  ];
  return [
    link
      ? pageLink(data, link, open, { class: "name" }, ...text)
      : element("span", { class: "name" }, ...text),
    element("p", {}, data.say(`about_${key}`)),
  ];
}

function tokenRow(picture) {
  const { data } = picture;
  const chip = (column) =>
    element(
      "button",
      {
        type: "button",
        class: data.isHidden(column) ? "chip hidden-token" : "chip",
        tabindex: "-1",
        "aria-pressed": String(column === data.column),
        "aria-label": data.isHidden(column)
          ? data.say("hidden_label", { token: data.following ?? "" })
          : null,
        dataset: { stage: -1, column },
        lang: "ko",
      },
      data.label(column),
    );
  return row("tokens", railName(picture, "tokens", "tokens", ""), columns(data, "chips", chip));
}

const STEPS = ["embedding", "position", "start"];

function vectorRow(picture, stage, link, number, side = null) {
  const key = STEPS[stage] ?? "norm";
  return row("vectors", railName(picture, key, link, number), tileColumns(picture, stage), side);
}

function tileColumns({ data, tiles, theme }, stage) {
  const row = columns(data, "tiles", (column) => vectorTile(data, stage, column));
  row.prepend(vectorPixels(data, stage, tiles, theme.diverging));
  return row;
}

function signRow(data, sign) {
  return row(
    "sign",
    null,
    columns(data, "signs", () => element("span", { "aria-hidden": "true" }, sign)),
  );
}

function sideNames(data) {
  return element(
    "div",
    { class: "side-names" },
    element("span", {}, data.say("side_attention")),
    element("span", {}, data.say("side_units", { token: data.label(data.column) })),
  );
}

function layerRow(picture, layer) {
  const { data, open, theme } = picture;
  const n = layer + 1;
  const stage = [
    element("div", { class: "flow", dataset: { layer } }, columns(data, "beam"), attentionFlow(data, layer)),
    columns(data, "meters", (column) => firedMeter(data, layer, column)),
    tileColumns(picture, layer + 3),
  ];
  const links = [
    element("b", {}, data.say("layer", { n })),
    stepLink(data, `query_key_value_${n}`, open, data.say("step_attention"), "2.15–2.20"),
    stepLink(data, `feedforward_${n}`, open, data.say("step_feedforward"), "2.24"),
  ];
  const label = (key) => data.say(key, { n, name: headName(data) });
  const side = [
    pageLink(
      data,
      `attention_${n}`,
      open,
      {
        class: "thumbnail",
        "aria-label": label("open_attention"),
        dataset: { layer, box: "attention", link: `attention_${n}` },
      },
      attentionThumbnail(data, layer, theme.sequential),
    ),
    pageLink(
      data,
      `feedforward_${n}`,
      open,
      {
        class: "field",
        "aria-label": label("open_units"),
        dataset: { layer, box: "units", link: `feedforward_${n}` },
      },
      unitField(data, layer, theme.sequential),
    ),
  ];
  return row("layer", links, stage, side);
}

function stepLink(data, link, open, text, number) {
  return pageLink(data, link, open, {}, text, element("small", {}, `(${number})`));
}

/** How many of a token's hidden units fire. */
function firedMeter(data, layer, column) {
  const share = data.fired(layer, column) / data.units;
  const bar = meter(share);
  bar.dataset.layer = layer;
  return bar;
}

function wordRows(picture) {
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
