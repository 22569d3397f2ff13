// Small helpers for pictures in SVG.

/** An SVG element with attributes, listeners (`onfocus`) and children (strings or nodes; null is skipped). */
export function svg(tag, options = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

/** Round numbers between two ends, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

export function tickText(value) {
  return Number(value.toPrecision(6)).toString().replace("-", "−");
}

let context;

/** Width of a text in pixels. */
export function textWidth(text, font) {
  context ??= document.createElement("canvas").getContext("2d");
  context.font = font;
  return context.measureText(text).width;
}

/** Shift one-line labels {x, y, width} up or down until none stands on another; y is changed in place. */
export function spreadLabels(labels, height, taken = []) {
  for (const label of labels) {
    const free = (y) =>
      !taken.some(
        (other) =>
          label.x < other.x + other.width + 4 &&
          other.x < label.x + label.width + 4 &&
          Math.abs(y - other.y) < height,
      );
    const shifts = [
      0,
      ...Array.from({ length: 24 }, (_, i) => ((i >> 1) + 1) * (i % 2 ? 1 : -1) * height * 0.5),
    ];
    label.y = shifts.map((shift) => label.y + shift).find(free) ?? label.y;
    taken.push(label);
  }
  return labels;
}
