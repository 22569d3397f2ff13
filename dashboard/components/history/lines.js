// The lines of the loss and of the jobs, in a room {x(step), right, labels: pixels for names at the right}.

import { spreadLabels } from "../base/labels.js";
import { tickText } from "../base/scales.js";
import { svg, textWidth } from "../base/svg.js";

export const LEFT = 34;
export const TOP = 14;
export const GAP = 44;
export const LOSS = 150;
export const JOBS = 170;
export const FOOT = 34;

const FONT = "11.5px sans-serif";

export function stepAxis(app, { x, right }, height) {
  let free = -Infinity;
  const ticks = app.header.steps.map((step) => {
    const at = x(step);
    const text = step.toLocaleString();
    const half = textWidth(text, FONT) / 2;
    const named = at - half > free;
    if (named) free = at + half + 6;
    const name = named && svg("text", { x: at, y: height - FOOT + 15, "text-anchor": "middle" }, text);
    return [svg("line", { class: "grid", x1: at, x2: at, y1: TOP, y2: height - FOOT }), name || null];
  });
  const title = svg("text", { x: right, y: height - 4, "text-anchor": "end" }, app.say("axis"));
  return svg("g", { class: "axis" }, ticks, title);
}

export function lossLines({ arrays, header, theme }, { x, right }) {
  const { data: steps } = arrays.curve_steps;
  const most = Math.ceil(Math.max(...arrays.curve_causal.data, ...arrays.curve_masked.data));
  const y = (loss) => TOP + LOSS * (1 - loss / most);
  const both = ["causal", "masked"].map((name, index) => {
    const at = (loss, step) => `${x(steps[step])},${y(loss)}`;
    const points = Array.from(arrays[`curve_${name}`].data, at).join(" ");
    const place = { class: "name", x: LEFT + 8, y: TOP + LOSS - 26 + 17 * index, fill: theme.series[index] };
    const label = svg("text", place, header.texts[`loss_${name}`]);
    return [svg("polyline", { points, stroke: theme.series[index] }), label];
  });
  const ticks = Array.from({ length: Math.floor(most / 2) + 1 }, (_, index) => 2 * index);
  return svg("g", { class: "lines" }, levels(ticks, y, String, right), both);
}

export function jobLines(app, { x, right, labels: room }) {
  const { header, theme } = app;
  const { steps, jobs } = header;
  const top = TOP + LOSS + GAP;
  const most = Math.ceil(10 * Math.max(...jobs.flatMap((job) => job.best)) + 0.2) / 10;
  const y = (share) => top + JOBS * (1 - share / most);
  const labels = jobs.map((job) => ({ x: right + 6, y: y(job.best.at(-1)) + 4, width: room }));
  spreadLabels(labels, 15);
  const parts = jobs.map(({ label, best, appeared }, index) => {
    const colour = theme.series[index];
    const points = best.map((share, at) => `${x(steps[at])},${y(share)}`).join(" ");
    return {
      line: svg("polyline", { points, stroke: colour }),
      dot:
        appeared === null
          ? null
          : moment(x(steps[appeared]), y(best[appeared]), colour, label, steps[appeared]),
      name: svg("text", { class: "name", x: labels[index].x, y: labels[index].y, fill: colour }, label),
    };
  });
  const title = svg("text", { class: "subtitle", x: LEFT, y: top - 12 }, app.say("jobs"));
  const grid = levels([0, most / 2, most], y, tickText, right);
  const all = ["line", "dot", "name"].map((kind) => parts.map((part) => part[kind]));
  return svg("g", { class: "lines" }, title, grid, all);
}

function moment(cx, cy, fill, label, step) {
  return svg("circle", { r: 5.5, cx, cy, fill }, svg("title", {}, `${label} · ${step.toLocaleString()}`));
}

function levels(values, y, text, right) {
  const lines = values.map((value) => [
    svg("line", { class: "grid", x1: LEFT, x2: right, y1: y(value), y2: y(value) }),
    svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, text(value)),
  ]);
  return svg("g", { class: "axis" }, lines);
}
