// What the note beside the pointer or the focus says.

import { element } from "../base/dom.js";
import { decimalText, percentText, realText, weightText } from "../base/format.js";
import { largestAt } from "../base/scales.js";
import { pair } from "../base/tooltip.js";

const SOURCES = 4; // tokens named as looked at most

/** A vector: the number pointed at, its length, and how the layer before it was made. */
export function vectorNote(data, stage, column, dimension) {
  const vector = data.vector(stage, column);
  const pointed = dimension ?? largestAt(vector);
  const lines = [
    pair(
      data.say(dimension === null ? "largest" : "dimension", { n: pointed + 1 }),
      realText(vector[pointed]),
    ),
    pair(data.say("length"), decimalText(Math.hypot(...vector), 2)),
  ];
  const layer = stage - 3;
  if (layer >= 0 && layer < data.layers) lines.push(...layerLines(data, layer, column));
  return [title(data, column, stageName(data, stage)), ...lines];
}

/** What a layer did to a token. */
export function layerLines(data, layer, column) {
  const share = `${data.fired(layer, column)} / ${data.units}`;
  return [
    pair(data.say("attention_added"), decimalText(data.added(layer, 0, column), 2)),
    pair(data.say("feedforward_added"), decimalText(data.added(layer, 1, column), 2)),
    pair(data.say("fired"), share),
    element("div", { class: "looks" }, data.say("looks", { name: headName(data) })),
    ...sources(data, layer, column).map(([name, weight]) => pair(name, weightText(weight))),
  ];
}

export function attentionNote(data, layer, row, key) {
  return [
    element("b", {}, `${name(data, row)} → ${name(data, key)}`),
    pair(data.say("layer", { n: layer + 1 }), headName(data)),
    pair(data.say("weight"), weightText(data.weight(layer, row, key))),
  ];
}

export function unitNote(data, layer, unit) {
  const value = data.hiddenUnits(layer)[unit];
  return [
    title(data, data.column, data.say("layer", { n: layer + 1 })),
    pair(data.say("unit", { n: unit }), value > 0 ? realText(value) : data.say("off")),
    pair(data.say("fired"), `${data.fired(layer, data.column)} / ${data.units}`),
  ];
}

/** The likeliest next tokens of a column. */
export function wordsNote(data, column) {
  if (!data.answers(column))
    return [title(data, column, data.say("after")), element("div", {}, data.say("no_answer"))];
  const words = data.top(column).map(({ piece, p }) => pair(piece, percentText(p)));
  return [title(data, column, data.say("after")), ...words];
}

export function stageName(data, stage) {
  if (stage < 3) return data.say(["embedding", "position", "start"][stage]);
  const layer = stage - 2;
  return layer > data.layers ? data.say("norm") : data.say("after_layer", { n: layer });
}

export function headName(data) {
  return data.head === "mean" ? data.say("mean", { n: data.heads }) : data.say("head", { n: data.head });
}

export function name(data, column) {
  return `${data.label(column)} (${data.place(column)})`;
}

/** The tokens that a column looks at most, those beyond the screen together. */
function sources(data, layer, column) {
  const found = Array.from({ length: data.columns }, (_, key) => [
    name(data, key),
    data.weight(layer, column, key),
  ]);
  const [before, after] = data.beyond(layer, column);
  found.push(
    [data.say("earlier", { n: data.before }), before],
    [data.say("later", { n: data.after }), after],
  );
  return found
    .filter(([, weight]) => weight > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, SOURCES);
}

function title(data, column, text) {
  return element("b", {}, `${name(data, column)} · ${text}`);
}
