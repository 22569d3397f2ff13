// Small helpers for building elements and canvases.

/** @typedef {string|Node|null|undefined|false|Child[]} Child */

/**
 * An element with attributes, listeners (`onclick`), `dataset`, and children (strings or nodes; null is skipped).
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} options
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(
    .../** @type {any} */ (children).flat(Infinity).filter((child) => child !== null && child !== undefined),
  );
  return node;
}

/** Give a canvas a size in CSS pixels at the screen's density; returns its cleared context. */
export function sizedContext(canvas, width, height) {
  const density = pixelDensity();
  const [w, h] = [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

export function pixelDensity() {
  return Math.min(window.devicePixelRatio || 1, 2);
}

/** Cut a label so that it fits `room` pixels. */
export function fitted(context, label, room) {
  if (context.measureText(label).width <= room) return label;
  const characters = [...label];
  while (characters.length > 1 && context.measureText(`${characters.join("")}…`).width > room)
    characters.pop();
  return `${characters.join("")}…`;
}

/** Let the reader save bytes as a file; nothing leaves the machine. */
export function saveFile(name, blob) {
  const url = URL.createObjectURL(blob);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Draw `box` anew and put the focus back on what has the same `data-…` as what had it before; `now` is its new value. */
export function keepFocus(box, name, draw, now) {
  const focused = box.getRootNode().activeElement;
  const value = box.contains(focused) ? focused.closest(`[data-${name}]`)?.dataset[name] : undefined;
  draw();
  if (value !== undefined)
    box.querySelector(`[data-${name}="${now?.() ?? value}"]`)?.focus({ preventScroll: true });
}

/** Where arrow keys lead from `index` in a list: Home and End go to its ends; null for any other key. */
export function stepTo({ key }, moves, index, length) {
  const step = key === "Home" ? -Infinity : key === "End" ? Infinity : moves[key];
  return step === undefined ? null : clamp(index + step, 0, length - 1);
}

/**
 * The first element inside `box` that a selector names.
 *
 * @returns {HTMLElement|null}
 */
export function find(box, selector) {
  return box.querySelector(selector);
}

/**
 * All elements inside `box` that a selector names.
 *
 * @returns {HTMLElement[]}
 */
export function findAll(box, selector) {
  return [...box.querySelectorAll(selector)];
}

/**
 * What a selector names of an event's target and what holds it.
 *
 * @returns {HTMLElement|null}
 */
export function closest(event, selector) {
  return event.target.closest(selector);
}

export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
