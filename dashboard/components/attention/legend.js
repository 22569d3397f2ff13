// The name and the ends of the colour scale.

import { rampCss, weightAt } from "../base/colour.js";
import { element } from "../base/dom.js";
import { hatch } from "./cells.js";
import { weightText } from "../base/format.js";

/** The colour scale with its name, its ends, and what a masked cell looks like. */
export function legend(app) {
  const { matrix, view, ramp } = app;
  const stops = Array.from({ length: 11 }, (_, index) => rampCss(ramp, index / 10));
  const bar = element("span", {
    class: "ramp",
    style: `background:linear-gradient(to right, ${stops.join(",")})`,
  });
  const middle =
    view.scale === "row" ? app.say("row_half") : weightText(weightAt(view.scale, 0.5, matrix.most));
  const end = view.scale === "row" ? app.say("row_most") : weightText(matrix.most);
  const swatch = matrix.masked
    ? element(
        "span",
        { class: "masked-key" },
        element("span", { class: "swatch", style: `background-image:url(${hatch(app.inks).toDataURL()})` }),
        app.say("masked"),
      )
    : null;
  return element(
    "div",
    { class: "legend" },
    element("span", { class: "scale-name" }, app.say(`scale_${view.scale}`)),
    element(
      "span",
      { class: "ramp-box" },
      bar,
      element(
        "span",
        { class: "ends" },
        element("span", {}, "0"),
        element("span", {}, middle),
        element("span", {}, end),
      ),
    ),
    swatch,
  );
}
