// The colour scale with its name, its ends, and what a masked cell looks like.

import { element } from "../base/dom.js";
import { weightText } from "../base/format.js";
import { rampLegend } from "../base/legend.js";
import { weightAt } from "../base/scales.js";
import { hatch } from "./cells.js";

export function legend(app) {
  const { matrix, view, ramp } = app;
  const byRow = view.scale === "row";
  const middle = byRow ? app.say("row_half") : weightText(weightAt(view.scale, 0.5, matrix.most));
  const end = byRow ? app.say("row_most") : weightText(matrix.most);
  const swatch = matrix.masked
    ? element(
        "span",
        { class: "masked-key" },
        element("span", { class: "swatch", style: `background-image:url(${hatch(app.inks).toDataURL()})` }),
        app.say("masked"),
      )
    : null;
  return rampLegend(ramp, app.say(`scale_${view.scale}`), ["0", middle, end], swatch);
}
