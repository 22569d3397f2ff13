// A colour scale with its name and some of its values.

import { element } from "./dom.js";

/** `values` stand under the scale, evenly from its left end to its right; `more` nodes beside it. */
export function rampLegend(ramp, name, values, ...more) {
  return element(
    "div",
    { class: "legend" },
    element("span", { class: "scale-name" }, name),
    element(
      "span",
      { class: "ramp-box" },
      element("span", { class: "ramp", style: `background:${ramp.gradient()}` }),
      element(
        "span",
        { class: "ends" },
        values.map((value) => element("span", {}, value)),
      ),
    ),
    more,
  );
}
