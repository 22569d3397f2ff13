// Attention as curves between two columns.

import { clamp } from "../base/dom.js";
import { intensity } from "../base/scales.js";

const FAINT_FROM = 0.05; // weaker lines of words that are not in focus would only blur the picture

/** Lines of the word in focus in the colours of the scale, the others faint. */
export function drawLines(context, { matrix, scale, ramp, inks, focus }, { from, to, row, top, height }) {
  const { items, values, masked, most, rowMost } = matrix;
  const size = items.length;
  const y = (index) => top + (index + 0.5) * row;
  const unseen = (a, b) => Math.max(y(a), y(b)) < 0 || Math.min(y(a), y(b)) > height;
  const curve = (query, key) => {
    const bend = (to - from) * 0.42;
    context.beginPath();
    context.moveTo(from, y(query));
    context.bezierCurveTo(from + bend, y(query), to - bend, y(key), to, y(key));
    context.stroke();
  };
  context.lineCap = "round";
  context.strokeStyle = inks.faint;
  for (let query = 0; query < size; query += 1) {
    for (let key = 0; key < size; key += 1) {
      const value = values[query * size + key];
      if (value < FAINT_FROM || unseen(query, key)) continue;
      context.lineWidth = 0.5 + 2 * value;
      curve(query, key);
    }
  }
  const strong = [];
  for (let other = 0; other < size; other += 1) {
    const [query, key] = focus.side === "query" ? [focus.index, other] : [other, focus.index];
    const cell = query * size + key;
    if (!masked?.[cell])
      strong.push({ query, key, share: intensity(scale, values[cell], most, rowMost[query]) });
  }
  for (const { query, key, share } of strong.sort((a, b) => a.share - b.share)) {
    if (unseen(query, key)) continue;
    context.strokeStyle = ramp.css(0.12 + 0.88 * share);
    context.globalAlpha = clamp(0.15 + share, 0, 1);
    context.lineWidth = 0.75 + 7 * share;
    curve(query, key);
  }
  context.globalAlpha = 1;
}

/** Both columns of words with the lines between them, `row` pixels a word. */
export function paintSheet(context, scene, { width, row, top, height }) {
  const { matrix, inks, focus } = scene;
  const room = Math.min(200, width * 0.26);
  const [from, to] = [room, width - room];
  context.font = `400 14px ${inks.font}`;
  context.textBaseline = "middle";
  matrix.items.forEach(({ label }, index) => {
    context.fillStyle = focus.index === index ? inks.text : inks.soft;
    const y = top + (index + 0.5) * row;
    context.textAlign = "right";
    context.fillText(label, from - 10, y);
    context.textAlign = "left";
    context.fillText(label, to + 10, y);
  });
  drawLines(context, scene, { from, to, row, top, height });
  return { width, height };
}
