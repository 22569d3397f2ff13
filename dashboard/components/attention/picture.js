// The view on screen as a PNG: title, sentence, picture and scale on one sheet in the page's own fonts and colours.

import { element, fitted, saveFile } from "../base/dom.js";
import { weightText } from "../base/format.js";

const MARGIN = 36;
const WIDTH = 1100;
const DENSITY = 2;

export function savePicture(app) {
  const sheet = app.view.show === "lines" ? app.parts.lines : app.parts.matrix;
  const probe = element("canvas").getContext("2d");
  const size = sheet.paintWhole(probe, WIDTH - 2 * MARGIN, 0, 0);
  const canvas = element("canvas");
  canvas.width = WIDTH * DENSITY;
  canvas.height = Math.round((size.height + 2 * MARGIN + 130) * DENSITY);
  const context = canvas.getContext("2d");
  context.scale(DENSITY, DENSITY);
  context.fillStyle = app.theme.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  heading(context, app);
  sheet.paintWhole(context, WIDTH - 2 * MARGIN, MARGIN, MARGIN + 62);
  scale(context, app, MARGIN, MARGIN + 62 + size.height + 22);
  canvas.toBlob((blob) => saveFile(`${app.fileName()}.png`, blob));
}

function heading(context, app) {
  const { inks } = app;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillStyle = inks.text;
  context.font = `700 22px ${inks.font}`;
  context.fillText(app.title(), MARGIN, MARGIN + 16);
  context.fillStyle = inks.soft;
  context.font = `400 15px ${inks.font}`;
  context.fillText(
    fitted(context, app.data.text.replace(/\s+/g, " "), WIDTH - 2 * MARGIN),
    MARGIN,
    MARGIN + 42,
  );
}

function scale(context, app, x, y) {
  const { inks, view, ramp, matrix } = app;
  context.font = `400 13px ${inks.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillStyle = inks.soft;
  const name = app.say(`scale_${view.scale}`);
  context.fillText(name, x, y);
  const left = x + context.measureText(name).width + 16;
  for (let step = 0; step < 200; step += 1) {
    context.fillStyle = ramp.css(step / 199);
    context.fillRect(left + step, y - 6, 1.5, 12);
  }
  context.strokeStyle = inks.line;
  context.strokeRect(left - 0.5, y - 6.5, 202, 13);
  context.fillStyle = inks.soft;
  context.fillText(
    `0 – ${view.scale === "row" ? app.say("row_most") : weightText(matrix.most)}`,
    left + 216,
    y,
  );
}
