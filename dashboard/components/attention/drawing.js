// How a matrix is drawn on any canvas: the window's or an exported picture's.

import { hatch } from "./cells.js";
import { drawColumnLabels, drawRowLabels } from "./labels.js";

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
