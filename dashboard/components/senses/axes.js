// Where the middle of the picture is.

import { svg } from "../base/svg.js";

export const EDGE = 26; // pixels without points

/**
 * Both axes through the middle, and their names.
 *
 * @param {any} app
 * @param {number[]} middle
 */
export function cross(app, [x, y], width, height) {
  return [
    svg("line", { x1: EDGE, x2: width - EDGE, y1: y, y2: y }),
    svg("line", { x1: x, x2: x, y1: EDGE, y2: height - EDGE }),
    // in corners, where points seldom lie: at the ends of the axes they covered the names
    svg(
      "text",
      { class: "axis", x: width - 10, y: height - 10, "text-anchor": "end" },
      `${app.say("axis_first")} →`,
    ),
    svg("text", { class: "axis", x: 10, y: 20 }, `↑ ${app.say("axis_second")}`),
  ];
}
