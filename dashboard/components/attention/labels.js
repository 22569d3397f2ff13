// The names along both sides of a matrix, and the start token's own column.

import { fitted } from "../base/dom.js";
import { LABEL_CELL, LABEL_ROOM, LABEL_SIZE } from "./geometry.js";

export function drawRowLabels(context, scene, geometry, y0, height, marks) {
  const { left, top, cell, labels, apart } = geometry;
  const { items, start } = scene.matrix;
  context.save();
  context.beginPath();
  context.rect(0, top - 8, left, height - top + 8);
  context.clip();
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const row of labelled(items.length, cell)) {
    const y = y0 + (row + 0.5) * cell;
    if (y < top - cell || y > height + cell) continue;
    setLabelInk(context, scene, cell, marks.hovered?.row === row, marks.chosen?.row === row);
    const text = labels ? fitted(context, items[row].label, LABEL_ROOM) : String(items[row].first);
    context.fillText(text, left - 10 - apart, y);
  }
  if (start) drawStartColumn(context, scene, geometry, y0, marks);
  context.restore();
  if (start) {
    setLabelInk(context, scene, LABEL_SIZE, false, marks.chosen?.column === -1);
    context.textAlign = "left";
    context.fillText(scene.startLabel, left - apart, top - 10);
  }
}

/** The start token set apart: each row's weight on it as a bar on a scale of its own, 0 … 1. */
function drawStartColumn(context, scene, { left, cell, apart }, y0, marks) {
  const { start, items } = scene.matrix;
  const room = apart - 12;
  items.forEach((_, row) => {
    const y = y0 + row * cell;
    const thick = cell > 4 ? cell - 2 : cell;
    context.fillStyle = scene.inks.wash;
    context.fillRect(left - apart, y + (cell - thick) / 2, room, thick);
    context.fillStyle =
      marks.chosen?.row === row && marks.chosen.column === -1 ? scene.inks.accent : scene.inks.bar;
    context.fillRect(left - apart, y + (cell - thick) / 2, room * start[row], thick);
  });
}

export function drawColumnLabels(context, scene, geometry, x0, width, marks) {
  const { left, top, cell, labels, angle } = geometry;
  const { items } = scene.matrix;
  context.save();
  context.beginPath();
  context.rect(left - 6, 0, width - left + 6, top);
  context.clip();
  context.textBaseline = "middle";
  for (const column of labelled(items.length, cell)) {
    const x = x0 + (column + 0.5) * cell;
    if (x < left - cell || x > width + cell) continue;
    setLabelInk(context, scene, cell, marks.hovered?.column === column, marks.chosen?.column === column);
    const text = labels ? fitted(context, items[column].label, LABEL_ROOM) : String(items[column].first);
    context.save();
    context.translate(x, top - 10);
    context.rotate(-angle);
    context.textAlign = angle ? "left" : "center";
    context.fillText(text, 0, 0);
    context.restore();
  }
  context.restore();
}

/** Every item when cells are large enough, otherwise a round number of them apart. */
function labelled(count, cell) {
  const step =
    cell >= LABEL_CELL ? 1 : ([2, 5, 10, 20, 50, 100, 200].find((each) => each * cell >= 26) ?? 500);
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

function setLabelInk(context, scene, cell, hovered, chosen) {
  const size = cell >= LABEL_CELL ? Math.min(LABEL_SIZE, cell) : LABEL_SIZE;
  context.font = scene.font(size, chosen || hovered ? 700 : 400);
  context.fillStyle = chosen ? scene.inks["accent-text"] : hovered ? scene.inks.text : scene.inks.soft;
}
