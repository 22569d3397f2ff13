// All queries at once: softmax(QKᵀ/√d_k) V = Z.

import { element } from "../base/dom.js";
import { differenceText } from "../base/format.js";
import { pixelCanvas } from "../base/paint.js";
import { scale, vectorStrip } from "./table.js";

export function matrices(data, theme) {
  const most = scale({ k: data.k, v: data.v, z: data.all_z });
  const { matrix: bytes, size } = data;
  const weights = pixelCanvas(bytes.length, size, theme.sequential, (at) => bytes[at] / 255);
  const vectors = (values, end) => vectorStrip(values, end, theme.diverging, data.width);
  const part = (name, canvas, rows) =>
    element(
      "figure",
      { class: name },
      element(
        "div",
        { class: "frame" },
        canvas,
        element("i", { style: `top:${(100 * data.query) / data.size}%;height:${100 / data.size}%` }),
      ),
      element("figcaption", {}, data.say(`matrix_${name}`), element("small", {}, rows)),
    );
  return [
    element(
      "div",
      { class: "matrices" },
      part("weights", weights, `${data.size} × ${data.size}`),
      element("span", { class: "sign" }, "×"),
      part("values", vectors(data.v, most.v), `${data.size} × ${data.width}`),
      element("span", { class: "sign" }, "="),
      part("result", vectors(data.all_z, most.z), `${data.size} × ${data.width}`),
    ),
    element(
      "p",
      { class: "verdict" },
      data.say("same_row", { token: data.name(data.query), n: differenceText(difference(data)) }),
    ),
  ];
}

/** Largest difference between Σ α v as the browser adds it up and the model's z. */
function difference(data) {
  const sum = new Float64Array(data.width);
  data.weights.forEach((weight, place) => {
    data.row(data.v, place).forEach((value, index) => {
      sum[index] += weight * value;
    });
  });
  return sum.reduce((most, value, index) => Math.max(most, Math.abs(value - data.z[index])), 0);
}
