// Above the picture: whose attention is drawn, what colours and lines mean, which part of a long text is on screen.

import { element } from "../base/dom.js";
import { meter } from "../base/table.js";
import { pageLink } from "./boxes.js";

/** The parts of the bar for `picture`, which knows the data, how to open a page and how to ask. */
export function barParts({ data, open, trigger }) {
  const option = (value, text) => element("option", { value, selected: value === data.head }, text);
  const heads = Array.from({ length: data.heads }, (_, index) =>
    option(String(index + 1), data.say("head", { n: index + 1 })),
  );
  const select = element(
    "select",
    { onchange: (event) => trigger("ask", { head: event.target.value }) },
    option("mean", data.say("mean", { n: data.heads })),
    heads,
  );
  const parts = [
    element("label", { class: "head" }, element("span", {}, data.say("attention")), select),
    pageLink(data, "heads", open, { class: "more" }, data.say("all_heads")),
    element(
      "span",
      { class: "key" },
      "−",
      element("i", { class: "strip" }),
      "+",
      element("span", {}, data.say("key_vectors")),
    ),
    element(
      "span",
      { class: "key" },
      element("i", { class: "curve" }),
      element("span", {}, data.say("key_lines")),
    ),
    element("span", { class: "key" }, meter(0.33), element("span", {}, data.say("key_meters"))),
    windowButtons(data, trigger),
  ];
  return parts.filter(Boolean);
}

/** A long text: which part is on screen, and buttons to the parts beside it. */
function windowButtons(data, trigger) {
  if (data.columns === data.length) return null;
  const button = (text, at) =>
    element("button", { type: "button", onclick: () => trigger("ask", { at }) }, text);
  const half = Math.floor(data.columns / 2);
  return element(
    "span",
    { class: "window" },
    data.before
      ? button(`‹ ${data.say("earlier", { n: data.before })}`, Math.max(0, data.before - half))
      : null,
    element("span", {}, data.say("window", { n: data.columns, total: data.length })),
    data.after
      ? button(
          `${data.say("later", { n: data.after })} ›`,
          Math.min(data.length - 1, data.before + data.columns + half),
        )
      : null,
  );
}
