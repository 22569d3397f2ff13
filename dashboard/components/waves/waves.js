// The waves of one pair of dimensions over the positions, and the reader's tokens below them.

import { clamp } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { firstFree } from "../base/labels.js";
import { ticks } from "../base/scales.js";
import { picture, svg, textWidth } from "../base/svg.js";

export const LEFT = 44;
export const RIGHT = 12;
const TOP = 30;
const TALL = 130;
const FOOT = 60;
const ROW = 17; // between the two rows of tokens
const FINE = 8; // points of a wave from position to position
const LABEL = "13px sans-serif";

/** `shown` knows the table's values, where a position stands (`x`), and how wide the picture is. */
export function waves(shown) {
  const { header, theme, width } = shown;
  const [length] = shown.table.shape;
  const y = (value) => TOP + (TALL * (1 - value)) / 2;
  const fine = Array.from({ length: FINE * (length - 1) + 1 }, (_, at) => at / FINE);
  const lines = [Math.sin, Math.cos].map((wave, odd) => {
    const at = (p) => `${shown.x(p).toFixed(1)},${y(wave(p * shown.frequency)).toFixed(1)}`;
    return svg("polyline", { stroke: theme.series[odd], points: fine.map(at).join(" ") });
  });
  const dots = header.labels.map((label, place) =>
    [0, 1].map((odd) => {
      const value = shown.value(place, 2 * header.pair + odd);
      const options = {
        cx: shown.x(place),
        cy: y(value),
        r: 4,
        fill: theme.series[odd],
        "data-value": value,
      };
      return svg("circle", options, svg("title", {}, `${label} · ${place}`));
    }),
  );
  const levels = [-1, 0, 1].map((level) => [
    svg("line", { class: "level", x1: LEFT, x2: width - RIGHT, y1: y(level), y2: y(level) }),
    svg("text", { class: "number", x: LEFT - 6, y: y(level), dy: "0.35em" }, decimalText(level, 0)),
  ]);
  const here = shown.x(header.place);
  const cursor = svg("line", { class: "cursor", x1: here, x2: here, y1: 0, y2: TOP + TALL + 6 });
  const names = ["sin", "cos"].map((name, odd) => {
    const style = `fill: ${theme.series[odd]}`;
    return svg("text", { class: "wave", x: width - RIGHT - 40 * (1 - odd), y: 14, style }, name);
  });
  const height = TOP + TALL + FOOT;
  const parts = [levels, cursor, lines, dots, names, tokens(shown), axis(shown, height)];
  return picture(width, height, header.label, {}, parts);
}

/** The tokens under their places in two rows, as many as find room, the chosen one first. */
function tokens(shown) {
  const { width } = shown;
  const { labels, place } = shown.header;
  const taken = [];
  const order = new Set([place, ...labels.keys()]);
  return [...order].map((at) => {
    const half = textWidth(labels[at], LABEL) / 2 + 2;
    const middle = clamp(shown.x(at), LEFT - 8 + half, width - half);
    const rows = [0, 1].map((row) => {
      const top = TOP + TALL + 20 + ROW * row;
      return { left: middle - half, right: middle + half, top, bottom: top + ROW };
    });
    const box = firstFree(rows, taken, 0);
    const options = { class: at === place ? "token chosen" : "token", lang: "ko", x: middle, y: box?.top };
    return box && svg("text", options, labels[at]);
  });
}

function axis(shown, height) {
  const { width } = shown;
  const [length] = shown.table.shape;
  const places = ticks(0, length - 1, Math.min(length - 1, width / 90)).filter(Number.isInteger);
  const numbers = places.map((place) =>
    svg("text", { class: "tick", x: shown.x(place), y: height - 5 }, String(place)),
  );
  return [svg("text", { class: "title", x: LEFT - 20, y: height - 5 }, "p"), ...numbers];
}
