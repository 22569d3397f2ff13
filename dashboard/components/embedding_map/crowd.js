// How many words stand where on an axis, and the names of those farthest out and of the axis' own words.

import { clamp } from "../base/dom.js";
import { spreadLabels } from "../base/labels.js";
import { svg, textWidth } from "../base/svg.js";

export const CROWD = 150;
const FLOOR = CROWD - 6;
const BINS = 140;

export function crowd({ axis, at, words, header }) {
  const counts = new Float64Array(BINS);
  const width = (axis.right - axis.left) / BINS;
  for (const value of at) counts[clamp(Math.floor((axis.x(value) - axis.left) / width), 0, BINS - 1)] += 1;
  const most = Math.max(...counts);
  // a square root keeps the few words far out visible beside the crowd in the middle
  const tall = (count) => Math.sqrt(count / most) * (CROWD - 66);
  const bars = Array.from(counts, (count, bin) => {
    const box = {
      x: axis.left + bin * width,
      y: FLOOR - tall(count),
      width: width + 0.3,
      height: tall(count),
    };
    return count ? svg("rect", box) : null;
  });
  return svg("g", { class: "crowd" }, bars, names(axis, at, words, header));
}

function names(axis, at, words, { plus, minus }) {
  const index = new Map(words.map((word, place) => [word, place]));
  const ends = [0, 1, 2, 3].flatMap((i) => [i, words.length - 1 - i]);
  const chosen = [...plus, ...minus].map((word) => index.get(word)).slice(0, 10);
  const places = [...new Set([...chosen, ...ends])].filter((place) => place !== undefined);
  const labels = places.map((place) => {
    const width = textWidth(words[place], axis.font(400, 12));
    const x = clamp(axis.x(at[place]) - width / 2, 2, axis.right + 14 - width);
    return { place, width, x, y: 44 };
  });
  const shown = spreadLabels(labels, 15).filter(({ y }) => y > 6 && y < 62);
  return shown.map(({ place, x, y, width }) => {
    const word = words[place];
    const side = plus.includes(word) ? "plus" : minus.includes(word) ? "minus" : "";
    const mark = axis.x(at[place]);
    return [
      svg("line", { x1: mark, x2: clamp(mark, x, x + width), y1: FLOOR, y2: y + 4, class: "stem" }),
      svg("text", { x, y, class: `name ${side}`, lang: "ko" }, word),
    ];
  });
}
