// All that is shown of one mask: its picture, its decisions, its cosines.

import { element } from "../base/dom.js";
import { Cosines } from "./cosines.js";
import { Scatter } from "./scatter.js";
import { Verdicts } from "./verdicts.js";

/** `parts` are brought up to date one after the other; the last one are the cosines. */
export function columnOf(app, mode) {
  const scatter = new Scatter(app, mode);
  const parts = [scatter, new Verdicts(app, mode), new Cosines(app, mode)];
  const head = element(
    "header",
    {},
    element("h3", {}, app.say(`mode_${mode}`)),
    element("p", { class: "hint" }, app.say(`mode_${mode}_note`)),
  );
  const box = element(
    "section",
    { class: "panel", dataset: { mode } },
    head,
    ...parts.map((part) => part.element),
  );
  return { mode, scatter, parts, element: box };
}
