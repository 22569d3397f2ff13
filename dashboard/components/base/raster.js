// A part of the page as a file: PNG at twice its size on screen, or SVG; in the page's fonts and colours.

import { Copier } from "./copy.js";
import { fontFaces } from "./fonts.js";
import { svg } from "./svg.js";

const DENSITY = 2;

/** What is on screen in `node`, HTML, SVG and canvases, as the bytes of a PNG. */
export async function png(node) {
  const { width, height } = sizeOf(node);
  const copier = new Copier();
  const clone = copier.copy(node);
  copier.done();
  Object.assign(clone.style, { margin: "0", position: "relative", inset: "auto", transform: "none" });
  const page = svg("foreignObject", { width, height }, clone);
  // an address with the bytes in it: Chromium lets no picture out again that it drew from a blob's address
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await sheet(copier, width, height, page))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * DENSITY, height * DENSITY];
  const context = canvas.getContext("2d");
  context.fillStyle = paperOf(node);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** SVG elements, each where it stands, as one SVG file on the page's paper. */
export async function vector(layers) {
  const boxes = layers.map((layer) => layer.getBoundingClientRect());
  const [left, top] = ["left", "top"].map((side) => Math.min(...boxes.map((box) => box[side])));
  const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...boxes.map((box) => box[side])));
  const [width, height] = [Math.ceil(right - left), Math.ceil(bottom - top)];
  const copier = new Copier();
  const clones = layers.map((layer, index) => {
    const box = boxes[index];
    const clone = copier.copy(layer);
    Object.assign(clone.style, { position: "static", overflow: "visible" });
    const place = { x: box.left - left, y: box.top - top, width: box.width, height: box.height };
    for (const [name, value] of Object.entries(place)) clone.setAttribute(name, value);
    return clone;
  });
  copier.done();
  const paper = svg("rect", { width, height, fill: paperOf(layers[0]) });
  const text = await sheet(copier, width, height, paper, ...clones);
  return new Blob([text], { type: "image/svg+xml" });
}

async function sheet(copier, width, height, ...content) {
  const fonts = svg("style", {}, await fontFaces(copier.families));
  const whole = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, fonts, ...content);
  return new XMLSerializer().serializeToString(whole);
}

/** Whole pixels, as they are laid out. */
function sizeOf(node) {
  const { width, height } = node.getBoundingClientRect();
  return { width: Math.ceil(width), height: Math.ceil(height) };
}

/** The colour behind a node: that of the nearest box that has one. */
function paperOf(node) {
  for (let box = node; box; box = box.parentElement ?? box.getRootNode().host) {
    const { backgroundColor } = getComputedStyle(box);
    if (!/transparent|, 0\)$/.test(backgroundColor)) return backgroundColor;
  }
  return "Canvas";
}
