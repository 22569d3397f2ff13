// How the lookup is drawn: lines from tokens to rows of the matrix, and on to the rows' strips of colour.

import { pixelCanvas } from "../base/paint.js";

export const ROW = 36;
const HEAD = 34;
const FOOT = 6;
const STRIP = 24;

/** Where columns and rows stand, in pixels. */
export function lookupLayout(width, count) {
  const narrow = width < 560;
  const tokens = narrow ? 88 : 150;
  const gap = narrow ? 26 : Math.min(110, width * 0.09);
  const matrix = narrow ? 44 : 120;
  const left = tokens + gap;
  const strips = left + matrix + gap;
  const tall = Math.max(count * ROW, narrow ? 240 : 330);
  const rowTop = HEAD + (tall - count * ROW) / 2;
  const stripWidth = width - strips;
  return {
    width,
    narrow,
    tokens,
    left,
    matrix,
    strips,
    stripWidth,
    tall,
    rowTop,
    height: HEAD + tall + FOOT,
  };
}

/** Which of `count` strips of `size` numbers is at a place of the picture, and which of its dimensions; null outside. */
export function cellAt({ rowTop, strips, stripWidth }, x, y, count, size) {
  const index = Math.floor((y - rowTop) / ROW);
  const dimension = Math.floor(((x - strips) / stripWidth) * size);
  const on = index >= 0 && index < count && dimension >= 0 && dimension < size;
  return on ? { index, dimension } : null;
}

/** Draw `picture`'s layout; `rows` are {share: how far down the matrix, vector, chosen}. */
export function drawLookup(context, picture, rows) {
  const { layout, theme, image } = picture;
  const { left, matrix, tall } = layout;
  drawHeads(context, picture);
  context.imageSmoothingEnabled = true;
  context.drawImage(image, left, HEAD, matrix, tall);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, HEAD - 0.5, matrix + 1, tall + 1);
  rows.forEach((row, index) => drawRow(context, picture, row, layout.rowTop + (index + 0.5) * ROW));
}

function drawHeads(context, picture) {
  const { layout, theme, size } = picture;
  const { narrow, left, matrix, strips, width } = layout;
  context.font = `12.5px ${theme.font}`;
  context.fillStyle = theme.soft;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillText(picture.say("column_token"), 2, 14);
  context.textAlign = "center";
  context.fillText(narrow ? "W_E" : picture.say("column_matrix"), left + matrix / 2, 14);
  context.textAlign = narrow ? "right" : "left";
  context.fillText(picture.say("column_row", { size }), narrow ? width : strips, 14);
}

function drawRow(context, picture, { share, vector, chosen }, middle) {
  const { layout, theme, header } = picture;
  const { tokens, left, matrix, strips, stripWidth, tall } = layout;
  const line = HEAD + share * tall;
  context.strokeStyle = chosen ? theme.accent : theme.soft;
  context.globalAlpha = chosen ? 1 : 0.45;
  context.lineWidth = chosen ? 2.2 : 1.2;
  curve(context, tokens + 4, middle, left, line);
  curve(context, left + matrix, line, strips - 6, middle);
  context.beginPath();
  context.moveTo(left, line);
  context.lineTo(left + matrix, line);
  context.stroke();
  context.globalAlpha = 1;
  const strip = pixelCanvas(
    vector.length,
    vector.length,
    theme.diverging,
    (i) => 0.5 + vector[i] / (2 * header.most),
  );
  context.imageSmoothingEnabled = false;
  context.drawImage(strip, strips, middle - STRIP / 2, stripWidth, STRIP);
  context.strokeStyle = chosen ? theme.accent : theme.line;
  context.lineWidth = chosen ? 2 : 1;
  context.strokeRect(strips - 0.5, middle - STRIP / 2 - 0.5, stripWidth, STRIP + 1);
}

function curve(context, x0, y0, x1, y1) {
  const bend = (x1 - x0) * 0.5;
  context.beginPath();
  context.moveTo(x0, y0);
  context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  context.stroke();
}
