// The sides of the parallelogram and the arrows along them.

import { svg } from "../base/svg.js";

const HEAD = 9;

/** Heads of arrows in two colours, to be named by them. */
export function arrowHeads({ series }) {
  const head = (id, colour) =>
    svg(
      "marker",
      {
        id,
        viewBox: "0 0 10 10",
        refX: 9,
        refY: 5,
        markerWidth: HEAD,
        markerHeight: HEAD,
        markerUnits: "userSpaceOnUse",
        orient: "auto",
      },
      svg("path", { d: "M0 1 L10 5 L0 9 z", fill: colour }),
    );
  return svg("defs", {}, head("head-0", series[0]), head("head-1", series[1]));
}

/** `at(role)` gives a point's place on the picture, undefined for a word that is not there. */
export function parallelogram(at) {
  const corners = ["b", "a", "target", "c"].map((role) => at(role).join(","));
  return svg("polygon", { points: corners.join(" "), class: "parallelogram" });
}

/** a − b at both ends, and the way to the right answer if it is known. */
export function arrows(at, { series }) {
  const list = [arrow(at("b"), at("a"), 0, "", series), arrow(at("c"), at("target"), 0, "6 5", series)];
  const right = at("right");
  if (right) list.push(arrow(at("c"), right, 1, "", series));
  return list;
}

function arrow([x0, y0], [x1, y1], slot, dashes, series) {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const short = Math.min(9, length / 3);
  const [dx, dy] = [((x1 - x0) * short) / length, ((y1 - y0) * short) / length];
  return svg("line", {
    x1: x0 + dx,
    y1: y0 + dy,
    x2: x1 - dx,
    y2: y1 - dy,
    stroke: series[slot],
    "stroke-width": 2.4,
    "stroke-dasharray": dashes || null,
    "marker-end": `url(#head-${slot})`,
  });
}
