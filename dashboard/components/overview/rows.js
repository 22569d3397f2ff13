// The rows of the picture, top to bottom.

import { element } from "../base/dom.js";
import { meter } from "../base/table.js";
import { attentionThumbnail, pageLink, unitField, vectorPixels, vectorTile } from "./boxes.js";
import { wordRows } from "./ending.js";
import { attentionFlow } from "./flow.js";
import { columns, railName, row } from "./frame.js";
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
  bar.dataset.layer = String(layer);
  return bar;
}
