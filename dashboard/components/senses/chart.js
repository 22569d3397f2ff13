// Values over layers, one unit a pixel: the frame that two pictures share.

import { svg } from "../base/svg.js";

/**
 * `x(layer)` and `y(share)` inside `room` {left, right, top, bottom} of a chart, and its `lines`: levels at `ticks`
 * ([share from the top, text]) and the layer on screen.
 */
export function layerFrame(chart, height, room, { layers, now, ticks }, fallback) {
  const width = chart.clientWidth || fallback;
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const x = (layer) => room.left + (layer / (layers - 1)) * (width - room.left - room.right);
  const y = (share) => room.top + share * (height - room.top - room.bottom);
  const levels = ticks.map(([share, text]) => [
    svg("line", { class: "grid", x1: room.left, x2: width - room.right, y1: y(share), y2: y(share) }),
    svg("text", { class: "axis", x: room.left - 7, y: y(share) + 4, "text-anchor": "end" }, text),
  ]);
  const here = { class: "here", x1: x(now), x2: x(now), y1: room.top, y2: height - room.bottom };
  return { width, x, y, lines: [...levels.flat(), svg("line", here)] };
}

/** The name of a layer below its place. */
export function layerName(app, layer, x, height) {
  const kind = layer === app.view.layer ? "axis now" : "axis";
  return svg(
    "text",
    { class: kind, x: x(layer), y: height - 8, "text-anchor": "middle" },
    app.layerShort(layer),
  );
}
