// All heads at once: one canvas of small pictures, a transparent button over each.

import { AGGREGATES } from "./data.js";
import { element, findAll, sizedContext } from "../base/dom.js";
import { paintCells } from "./cells.js";
import { drawSprite, spriteGeometry } from "./thumbnails.js";

export class Sprite {
  /** `app` gives data, view, ramp, inks, say(), choose(patch), tooltip. */
  constructor(app) {
    this.app = app;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.buttons = element("div", { class: "heads", role: "group", "aria-label": app.say("sprite_label") });
    this.buttons.addEventListener("keydown", (event) => this.onKey(event));
    this.buttons.addEventListener("click", (event) => this.onClick(event));
    this.buttons.addEventListener("pointerover", (event) => this.onHover(event));
    this.buttons.addEventListener("pointerleave", () => app.tooltip.hide());
    this.buttons.addEventListener("focusin", (event) => this.onHover(event));
    this.buttons.addEventListener("focusout", () => app.tooltip.hide());
    this.element = element("div", { class: "sprite" }, this.canvas, this.buttons);
  }

  /** Columns: the heads, then the mean and the maximum of the layer. */
  get columns() {
    return [...Array.from({ length: this.app.data.heads }, (_, index) => index + 1), ...AGGREGATES];
  }

  update() {
    const width = this.app.room.overview;
    if (!width) return;
    this.keepPictures();
    const geometry = spriteGeometry(width, this.columns.length, this.app.data);
    drawSprite(sizedContext(this.canvas, width, geometry.height), this, geometry);
    this.placeButtons(geometry);
    this.select();
  }

  /** Every small picture runs from 0 to 1 (or to each row's maximum), so heads can be compared. */
  picture(layer, head) {
    const { data, view } = this.app;
    const { ramp, theme } = this.app;
    const name = `${layer}.${head}`;
    if (!this.pictures.has(name)) {
      const cells = data.thumbnail(layer, head, view.unit, view.sink);
      this.pictures.set(name, paintCells({ ...cells, most: 1 }, view.scale, ramp, theme.veil));
    }
    return this.pictures.get(name);
  }

  /** Keep painted pictures as long as nothing they depend on has changed. */
  keepPictures() {
    const { data, view, theme } = this.app;
    const state = [data, theme, view.unit, view.sink, view.scale];
    if (!this.state || state.some((part, index) => part !== this.state[index])) this.pictures = new Map();
    this.state = state;
  }

  placeButtons({ size, left, top }) {
    const wanted = this.app.data.layers * this.columns.length;
    if (this.buttons.childElementCount !== wanted) this.buttons.replaceChildren(...this.makeButtons());
    for (const button of findAll(this.buttons, "button")) {
      const index = Number(button.dataset.column);
      button.style.cssText = `left:${left(index)}px;top:${top(Number(button.dataset.layer))}px;width:${size}px;height:${size}px`;
    }
  }

  makeButtons() {
    const layers = Array.from({ length: this.app.data.layers }, (_, index) => index + 1);
    return layers.flatMap((layer) =>
      this.columns.map((head, column) =>
        element("button", {
          type: "button",
          dataset: { layer, head, column },
          "aria-label": this.app.headName(layer, head),
        }),
      ),
    );
  }

  /** Mark the chosen head; only it is in the tab order, the arrow keys reach the others. */
  select() {
    const { view } = this.app;
    for (const button of findAll(this.buttons, "button")) {
      const chosen = Number(button.dataset.layer) === view.layer && button.dataset.head === String(view.head);
      button.setAttribute("aria-pressed", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
  }

  onClick(event) {
    const button = event.target.closest("button");
    if (button) this.app.choose(this.named(button));
  }

  named({ dataset: { layer, head } }) {
    return {
      layer: Number(layer),
      head: AGGREGATES.includes(/** @type {any} */ (head)) ? head : Number(head),
    };
  }

  onKey(event) {
    const button = event.target.closest("button");
    const columns = this.columns.length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (!button || !(event.key in steps)) return;
    event.preventDefault();
    const all = findAll(this.buttons, "button");
    const column = Number(button.dataset.column) + (Math.abs(steps[event.key]) === 1 ? steps[event.key] : 0);
    if (column >= 0 && column < columns) all[all.indexOf(button) + steps[event.key]]?.focus();
  }

  onHover(event) {
    const button = event.target.closest("button");
    if (event.type === "focusin" && !button?.matches(":focus-visible")) return;
    if (!button) return this.app.tooltip.hide();
    const { layer, head } = this.named(button);
    this.app.tooltip.show(this.app.figures.summary(layer, head), button.getBoundingClientRect());
  }
}
