// Claims about an axis, each as a row: where its words stand, and whether it holds.

import { decimalText } from "../base/format.js";
import { svg } from "../base/svg.js";

const ROW = 22;

/**
 * @typedef {object} Claim one word of an order, or a pair whose second word is farther on
 * @property {string} label
 * @property {{name: string, at: number}[]} points
 * @property {number|null} [from] where the word before it in its order stands
 * @property {boolean} right
 * @property {boolean} held_out the axis was made without it
 */

export function claimsHeight(rows) {
  return rows.length * ROW + 8;
}

/** One claim of `picture`, which has the axis, the strings, and `tell`s of a row. */
export function claimRow(picture, row, index) {
  const { x, left, right } = picture.axis;
  const y = 4 + (index + 0.5) * ROW;
  const [first, last] = [row.points[0], row.points.at(-1)];
  const tell = () => picture.tell(row);
  const begins = row.from === null || row.from === undefined;
  return svg(
    "g",
    {
      class: `test ${row.right ? "right" : "wrong"} ${row.held_out ? "" : "used"}`,
      tabindex: 0,
      role: "img",
      "aria-label": facts(picture, row),
      "data-row": index,
      "data-right": String(row.right),
      onpointerenter: tell,
      onfocus: tell,
    },
    svg("rect", { x: 0, y: y - ROW / 2, width: right + 18, height: ROW, class: "reach" }),
    svg("text", { x: left - 14, y: y + 4.5, "text-anchor": "end", class: "name", lang: "ko" }, row.label),
    begins ? null : svg("line", { x1: x(row.from), y1: y - ROW, x2: x(first.at), y2: y, class: "step" }),
    row.points.length > 1 ? arrow(x(first.at), x(last.at), y) : null,
    row.points.map((point, place) => {
      const kind = place || row.points.length === 1 ? "end" : "start";
      return svg("circle", { cx: x(point.at), cy: y, r: 4.5, class: kind });
    }),
  );
}

function arrow(from, to, y) {
  const sign = Math.sign(to - from) || 1;
  const tip = to - sign * 6;
  const head = `M${tip - sign * 6} ${y - 4}L${tip} ${y}L${tip - sign * 6} ${y + 4}`;
  return svg(
    "g",
    { class: "way" },
    svg("line", { x1: from + sign * 4, x2: tip, y1: y, y2: y }),
    Math.abs(to - from) > 16 ? svg("path", { d: head }) : null,
  );
}

/** A claim in words. */
export function facts(picture, row) {
  const places = row.points.map(({ name, at }) => `${name} ${decimalText(at)}`).join(", ");
  const used = row.held_out ? "" : ` · ${picture.say("used")}`;
  return `${places} · ${picture.say(row.right ? "right" : "wrong")}${used}`;
}
