// What every row of the picture is made of: a name at its left, the columns of the tokens, a side.

import { element } from "../base/dom.js";
import { pageLink } from "./boxes.js";

export function row(kind, rail, stage, side = null) {
  return element(
    "div",
    { class: `row ${kind}` },
    element("div", { class: "rail" }, rail),
    element("div", { class: "stage" }, stage),
    element("div", { class: "side" }, side),
  );
}

export function columns(data, kind, make) {
  const cells = Array.from({ length: data.columns }, (_, column) =>
    element(
      "div",
      { class: column === data.column ? "cell chosen" : "cell", dataset: { column } },
      make?.(column),
    ),
  );
  return element("div", { class: `columns ${kind}` }, cells);
}

export function railName(picture, key, link, number) {
  const { data, open } = picture;
  const text = [
    element("span", {}, data.say(`step_${key}`)),
    number ? element("small", {}, `(${number})`) : null,
  ];
  return [
    link
      ? pageLink(data, link, open, { class: "name" }, ...text)
      : element("span", { class: "name" }, ...text),
    element("p", {}, data.say(`about_${key}`)),
  ];
}
