// Where a word looks and who looks at it, as two lists of exact numbers.

import { element } from "../base/dom.js";
import { percentText, weightText } from "../base/format.js";
import { meter } from "../base/table.js";

const LISTED = 40;

/** Both lists of item `index` of the matrix on screen. */
export function wordLists(app, index) {
  const { items, start } = app.matrix;
  const word = `${items[index].label} (${items[index].first})`;
  const looks = entries(
    app,
    items.map((_, column) => [index, column]),
    ([, column]) => items[column],
  );
  if (start)
    looks.push({
      item: { label: app.data.tokens[0].label, first: 0 },
      row: index,
      column: -1,
      value: start[index],
    });
  const looked = entries(
    app,
    items.map((_, row) => [row, index]),
    ([row]) => items[row],
  );
  return [
    list(app, "looks", app.say("looks_where", { word }), looks),
    list(app, "looked", app.say("looked_by", { word }), looked),
  ];
}

/** Cells that the mask leaves open, each with the word at its other end. */
function entries(app, cells, other) {
  const { items, values, masked } = app.matrix;
  return cells
    .filter(([row, column]) => !masked?.[row * items.length + column])
    .map(([row, column]) => ({
      item: other([row, column]),
      row,
      column,
      value: values[row * items.length + column],
    }));
}

function list(app, kind, title, found) {
  const sorted = found.sort((a, b) => b.value - a.value);
  const rest = sorted.slice(LISTED);
  const share = percentText(rest.reduce((sum, { value }) => sum + value, 0));
  return element(
    "section",
    { dataset: { list: kind } },
    element("h4", {}, title),
    element("ol", {}, sorted.slice(0, LISTED).map(line)),
    rest.length ? element("p", { class: "hint" }, app.say("list_rest", { n: rest.length, share })) : null,
  );
}

function line({ item, row, column, value }) {
  return element(
    "li",
    {},
    element(
      "button",
      { type: "button", dataset: { row, column, value } },
      element("span", { class: "name" }, item.label, element("small", {}, String(item.first))),
      meter(value),
      element("span", { class: "number" }, weightText(value)),
    ),
  );
}
