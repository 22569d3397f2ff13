// Where the parts of a matrix stand, and how they are drawn on any canvas: the window's or an exported picture's.

import { fitted } from "../base/dom.js";
import { hatch } from "./cells.js";

const LABEL_CELL = 11; // smallest cell that still gets its label
const LABEL_ROOM = 104;
const LABEL_SIZE = 13;
const PAD = 10;

/** Where everything stands, in CSS pixels; `cell` is the side of one cell, `angle` that of the column labels. */
export function matrixGeometry(context, scene, width, height, zoom) {
  const { items, start } = scene.matrix;
  const count = items.length;
  context.font = scene.font(LABEL_SIZE);
  const measured = Math.max(...items.map((item) => context.measureText(item.label).width));
  const widest = Math.min(LABEL_ROOM, measured);
  const number = context.measureText(String(count)).width;
  const apart = start ? 46 : 0;
  const least = scene.coarse && count <= 64 ? 16 : 1;
  const fit = (labels, angle) => {
    const left = (labels ? widest : number) + 14 + apart;
    const top = labels && angle ? 22 + widest * Math.sin(angle) : 28;
    const overhang = labels && angle ? PAD + widest * Math.cos(angle) : PAD;
    const fitting = Math.min((width - left - overhang) / count, (height - top - PAD) / count, 60);
    return { left, top, overhang, cell: Math.max(fitting, least) * zoom, labels, angle };
  };
  let geometry = fit(true, Math.PI / 4);
  if (geometry.cell < LABEL_CELL) geometry = fit(false, 0);
  else geometry = fit(true, widest <= geometry.cell - 6 ? 0 : labelAngle(geometry.cell));
  const side = geometry.cell * count;
  const { left, top, overhang } = geometry;
  return { ...geometry, apart, side, width: left + side + overhang, height: top + side + PAD };
}

/** Steep enough that neighbouring labels do not touch. */
function labelAngle(cell) {
  return Math.max(Math.PI / 4, Math.asin(Math.min(1, (LABEL_SIZE + 3) / cell)));
}

/** Draw the matrix; `offset` is how far the window has scrolled. */
export function drawMatrix(context, scene, geometry, picture, offset, marks) {
  const { left, top, cell, side } = geometry;
  const [x0, y0] = [left - offset.x, top - offset.y];
  const { width, height } = offset;
  context.save();
  context.beginPath();
  context.rect(left, top, width - left, height - top);
  context.clip();
  if (scene.matrix.masked) drawHatch(context, scene, x0, y0, side);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, x0, y0, side, side);
  if (cell >= 9) drawGrid(context, scene, x0, y0, geometry);
  context.strokeStyle = scene.inks.line;
  context.lineWidth = 1;
  context.strokeRect(x0 - 0.5, y0 - 0.5, side + 1, side + 1);
  drawMarks(context, scene, x0, y0, cell, marks);
  context.restore();
  drawRowLabels(context, scene, geometry, y0, height, marks);
  drawColumnLabels(context, scene, geometry, x0, width, marks);
}

function drawHatch(context, scene, x, y, side) {
  context.fillStyle = context.createPattern(hatch(scene.inks), "repeat");
  context.fillRect(x, y, side, side);
}

function drawGrid(context, scene, x, y, { cell, side }) {
  context.strokeStyle = scene.inks.paper;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = cell; at < side - 1; at += cell) {
    context.moveTo(x + at, y);
    context.lineTo(x + at, y + side);
    context.moveTo(x, y + at);
    context.lineTo(x + side, y + at);
  }
  context.stroke();
}

function drawMarks(context, { inks, matrix }, x, y, cell, { chosen, hovered }) {
  const side = cell * matrix.items.length;
  if (chosen && chosen.row >= 0) {
    context.strokeStyle = inks.cross;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + chosen.row * cell + 0.5, side - 1, cell - 1);
    if (chosen.column >= 0) context.strokeRect(x + chosen.column * cell + 0.5, y + 0.5, cell - 1, side - 1);
  }
  for (const [mark, ink] of [
    [hovered, inks.soft],
    [chosen, inks.accent],
  ]) {
    if (!mark || mark.row < 0 || mark.column < 0) continue;
    const box = [x + mark.column * cell, y + mark.row * cell, cell, cell];
    context.strokeStyle = inks.paper;
    context.lineWidth = 4;
    context.strokeRect(...box);
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.strokeRect(...box);
  }
}

function drawRowLabels(context, scene, geometry, y0, height, marks) {
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

function drawColumnLabels(context, scene, geometry, x0, width, marks) {
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
