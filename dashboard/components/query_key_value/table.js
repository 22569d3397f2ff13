// One row for each key, with the columns that the step is about.

import { element } from "../base/dom.js";
import { realText, weightText } from "../base/format.js";
import { pixelCanvas } from "../base/paint.js";
import { largest } from "../base/scales.js";
import { meter, row, table } from "../base/table.js";

const COLUMNS = {
  projection: ["k", "v"],
  products: ["k", "score"],
  scale: ["score", "scaled"],
  mask: ["scaled", "masked"],
  softmax: ["masked", "exponential", "weight"],
  values: ["weight", "v", "share"],
};
const VECTORS = ["k", "v", "share"];

/** The table of a step; `ramp` colours vectors, `choose(key)` takes another key. */
export function keyTable(data, step, ramp, choose) {
  const columns = COLUMNS[step];
  const listed = data.listed();
  const most = scale(data);
  const head = ["token", ...columns].map((name) => {
    const kind = VECTORS.includes(name) ? "vector" : null;
    return element("th", { scope: "col", class: kind }, data.say(`column_${name}`));
  });
  const rows = listed.map((place) => keyRow(data, place, columns, { ramp, most, choose }));
  const foot = footOf(data, columns, ramp, most);
  const rest = data.size - listed.length;
  return element(
    "div",
    { class: "window" },
    table({ head, rows, foot, dataset: { step } }),
    rest ? element("p", { class: "hint" }, data.say("rest", { n: rest })) : null,
  );
}

function keyRow(data, place, columns, look) {
  const button = element(
    "button",
    {
      type: "button",
      onclick: () => look.choose(place),
      "aria-pressed": String(place === data.key),
      lang: "ko",
    },
    data.name(place),
  );
  const options = {
    class: place === data.key ? "chosen" : null,
    dataset: { key: place },
    onclick: () => look.choose(place),
  };
  return row([button, ...columns.map((name) => cell(data, place, name, look))], options);
}

function cell(data, place, name, { ramp, most }) {
  if (name === "k" || name === "v") return vectorCell(data.row(data[name], place), most[name], ramp);
  if (name === "share") {
    const weight = data.weights[place];
    return vectorCell(
      data.row(data.v, place).map((value) => value * weight),
      most.z,
      ramp,
    );
  }
  if (name === "weight") return weightCell(data.weights[place]);
  const value = { score: data.scores, scaled: data.scaled, exponential: data.exponentials }[name]?.[place];
  return numberCell(name === "masked" ? data.masked(place) : value);
}

function numberCell(value) {
  return element(
    "td",
    { class: value === -Infinity ? "number closed" : "number", dataset: { value } },
    realText(value),
  );
}

function weightCell(weight) {
  return element(
    "td",
    { class: "weight", dataset: { value: weight } },
    meter(weight),
    element("span", {}, weightText(weight)),
  );
}

function vectorCell(values, most, ramp) {
  return element("td", { class: "vector" }, vectorStrip(values, most, ramp));
}

/** A vector as one line of pixels. */
export function vectorStrip(values, most, ramp, wide = values.length) {
  return pixelCanvas(values.length, wide, ramp, (at) => 0.5 + values[at] / (2 * most));
}

function footOf(data, columns, ramp, most) {
  if (columns.includes("exponential")) {
    const sums = ["", realText(data.total), "1"];
    return [data.say("sum"), ...sums.map((text) => element("td", { class: "number" }, text))];
  }
  if (!columns.includes("share")) return null;
  const sum = element("td", { class: "weight" }, "Σ α = 1");
  return ["z = Σ α v", sum, "", vectorCell(data.z, most.z, ramp)];
}

/** Where the colours end: one scale for all keys, one for all values, one for z and its shares. */
export function scale({ k, v, z }) {
  const most = (values) => largest(values) || 1e-9;
  return { k: most(k), v: most(v), z: most(z) };
}
