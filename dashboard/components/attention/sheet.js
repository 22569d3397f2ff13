// One head as a matrix on a canvas: placed, painted, scrolled to a cell.

import { clamp, element, sizedContext } from "../base/dom.js";
import { paintCells } from "./cells.js";
import { itemOf } from "./data.js";
import { drawMatrix } from "./drawing.js";
import { matrixGeometry } from "./geometry.js";

const SCROLLBAR = 14;

export class Sheet {
  constructor(app) {
    this.app = app;
    this.zoom = 1;
    this.hovered = null;
    this.scrolled = { x: 0, y: 0 };
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.spacer = element("div", { class: "spacer" }, this.canvas);
    this.element = element("div", { class: "window" }, this.spacer);
  }

  get scene() {
    const { app } = this;
    return {
      matrix: app.matrix,
      scale: app.view.scale,
      ramp: app.ramp,
      inks: app.theme,
      coarse: app.coarse,
      startLabel: app.data.tokens[0].label,
      font: (size, weight = 400) => `${weight} ${size}px ${app.theme.font}`,
    };
  }

  update() {
    const room = this.app.room.detail;
    if (!room) return;
    const placed = [this.app.matrix, room, this.zoom, window.innerHeight, this.app.theme];
    if (placed.some((part, index) => part !== this.placed?.[index])) this.place(room);
    this.placed = placed;
    this.paint();
    this.draw();
  }

  /** Work out where everything stands, and give window and canvas their sizes. */
  place(room) {
    const most = clamp(window.innerHeight * 0.66, 320, 820);
    this.geometry = matrixGeometry(this.canvas.getContext("2d"), this.scene, room, most, this.zoom);
    const { left, top, cell, width, height } = this.geometry;
    const bar = width > room ? SCROLLBAR : 0;
    this.seen = { width: Math.min(width, room), height: Math.min(height, most) };
    this.spacer.style.width = `${width}px`;
    this.spacer.style.height = `${height}px`;
    this.element.style.height = `${this.seen.height + bar}px`;
    Object.assign(this.element.dataset, { left, top, cell }); // for tests: where to point
  }

  /** The weights as pixels, painted again only when they or their colours have changed. */
  paint() {
    const { matrix, view, ramp } = this.app;
    const [before, scale, colours] = this.painted ?? [];
    if (before !== matrix || scale !== view.scale || colours !== ramp) {
      this.picture = paintCells(matrix, view.scale, ramp);
      this.painted = [matrix, view.scale, ramp];
    }
    return this.picture;
  }

  draw() {
    if (!this.geometry) return;
    const { width, height } = this.seen;
    const context = sizedContext(this.canvas, width, height);
    const offset = { ...this.scrolled, width, height };
    drawMatrix(context, this.scene, this.geometry, this.picture, offset, {
      chosen: this.chosen,
      hovered: this.hovered,
    });
  }

  /** The chosen cell among the items; a column of −1 is the start token set apart. */
  get chosen() {
    const { items } = this.app.matrix;
    return { row: itemOf(items, this.app.view.query), column: itemOf(items, this.app.view.key) };
  }

  /** Scroll so that a cell is in sight. */
  reveal({ row, column }) {
    const { left, top, cell } = this.geometry;
    const { width, height } = this.seen;
    const across = (column + 0.5) * cell - (width - left) / 2;
    const down = (row + 0.5) * cell - (height - top) / 2;
    if (this.geometry.width > width) this.element.scrollLeft = across;
    if (this.geometry.height > height) this.element.scrollTop = down;
  }

  magnify(factor) {
    this.zoom = clamp(this.zoom * factor, 1, 32);
    this.update();
    this.reveal(this.chosen);
  }

  /** For the exported picture: everything, unscrolled. */
  paintWhole(context, width, x, y) {
    const geometry = matrixGeometry(context, { ...this.scene, coarse: false }, width, width * 1.1, 1);
    const { width: wide, height } = geometry;
    context.save();
    context.translate(x, y);
    const offset = { x: 0, y: 0, width: wide, height };
    drawMatrix(context, this.scene, geometry, this.paint(), offset, { chosen: this.chosen });
    context.restore();
    return geometry;
  }
}
