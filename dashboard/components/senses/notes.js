// What the note beside the pointer says.

import { element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { badge, sentence, sign } from "./marks.js";

/** What stands beside an example or a word under the pointer. */
export function noteOf(app, mode, { kind, index }) {
  const { data, view } = app;
  if (kind === "example") {
    const example = data.examples[index];
    const place = data.examplePlace(mode, index, view.layer, app.plane);
    return [
      element(
        "span",
        { class: "pair" },
        sign(example.sense),
        app.senseName(example.sense),
        ` · ${app.say("example")}`,
      ),
      sentence(example, 90),
      element("small", {}, `(${decimalText(place[0], 3)}, ${decimalText(place[1], 3)})`),
    ];
  }
  const place = data.place(mode, index, view.layer, app.plane);
  const point = data.points[index];
  const scores = data.labelled ? data.decision(mode, index, view.layer).scores : [];
  return [
    element("span", { class: "pair" }, badge(point.label), sentence(point, 60)),
    ...scores.map((score, sense) =>
      element(
        "span",
        { class: "entry" },
        element("span", {}, sign(sense), app.senseName(sense)),
        element("b", {}, decimalText(score, 4)),
      ),
    ),
    element("small", {}, `(${decimalText(place[0], 3)}, ${decimalText(place[1], 3)})`),
  ];
}

/** Where every word stands, for those who cannot see it. */
export function described(app, mode) {
  const { data, view } = app;
  const words = data.points.map(({ label }, i) => {
    const [x, y] = data.place(mode, i, view.layer, app.plane);
    return `${label}: ${decimalText(x, 2)}, ${decimalText(y, 2)}`;
  });
  return `${app.say(`mode_${mode}`)}, ${app.layerName(view.layer)}. ${words.join("; ")}`;
}
