// Small helpers for pictures in SVG.

/**
 * An SVG element with attributes, listeners (`onfocus`) and children (strings or nodes; null is skipped).
 *
 * @param {string} tag
 * @param {Record<string, any>} options
 * @param {import("./dom.js").Child[]} children
 * @returns {SVGElement}
 */
export function svg(tag, options = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, String(value));
  }
  node.append(
    .../** @type {any} */ (children).flat(Infinity).filter((child) => child !== null && child !== undefined),
  );
  return node;
}

/** A picture of some size in pixels; `label` is what a screen reader says of it. */
export function picture(width, height, label, options, ...children) {
  const box = { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label };
  return svg("svg", { ...box, ...options }, children);
}

let context;

/** Width of a text in pixels. */
export function textWidth(text, font) {
  context ??= document.createElement("canvas").getContext("2d");
  context.font = font;
  return context.measureText(text).width;
}
