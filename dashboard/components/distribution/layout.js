// The parts of the picture and where they stand.

import { element } from "../base/dom.js";
import { Bars } from "./bars.js";
import { Controls } from "./controls.js";
import { Figures } from "./figures.js";
import { Heading } from "./heading.js";
import { Looks } from "./looks.js";
import { Origin } from "./origin.js";
import { Sentence } from "./sentence.js";
import { Table } from "./table.js";
import { Writer } from "./writer.js";

/** All parts anew under the root of `app`; returns them in the order in which they are brought up to date. */
export function build(app) {
  const [sentence, writer, heading] = [new Sentence(app), new Writer(app), new Heading(app)];
  const [bars, table, looks] = [new Bars(app), new Table(app), new Looks(app)];
  const [controls, figures, origin] = [new Controls(app), new Figures(app), new Origin(app)];
  const main = panel("main", heading, bars, table);
  main.setAttribute("aria-label", app.say("title"));
  const side = [panel("settings", controls), panel("numbers", figures), panel("origin", origin)];
  app.root.replaceChildren(
    panel("text", sentence, writer),
    element("div", { class: "columns" }, main, element("div", { class: "side" }, side)),
    panel("looks", looks),
    app.tooltip.element,
  );
  return [sentence, writer, controls, heading, bars, table, figures, origin, looks];
}

function panel(name, ...parts) {
  return element(
    "section",
    { class: `panel ${name}` },
    parts.map((part) => part.element),
  );
}
