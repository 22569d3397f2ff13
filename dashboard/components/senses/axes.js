// What the places on a picture are measured along.

import { svg } from "../base/svg.js";

export const EDGE = 26; // pixels without points

/**
 * Both axes through the middle, and their names; on the axes of three or more senses the figure that their corners span.
 *
 * @param {any} scatter
 */
export function axes(scatter) {
  const { app, corners, width, height } = scatter;
  const [x, y] = scatter.screen([0, 0]);
  const middle = [
    svg("line", { x1: EDGE, x2: width - EDGE, y1: y, y2: y }),
    svg("line", { x1: x, x2: x, y1: EDGE, y2: height - EDGE }),
  ];
  if (app.plane === "pca") {
    // in corners, where points seldom lie: at the ends of the axes they covered the names
    const end = { class: "axis", x: width - 10, y: height - 10, "text-anchor": "end" };
    const up = svg("text", { class: "axis", x: 10, y: 20 }, `↑ ${app.say("axis_second")}`);
    return [...middle, svg("text", end, `${app.say("axis_first")} →`), up];
  }
  if (corners.length < 3) return middle;
  const points = corners.map((corner) => corner.map((v) => v.toFixed(1)).join(",")).join(" ");
  return [
    svg("polygon", { points }),
    ...corners.map(([x2, y2]) => svg("line", { class: "spoke", x1: x, y1: y, x2, y2 })),
  ];
}
