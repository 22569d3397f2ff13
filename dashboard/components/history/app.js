// The slider's place, which may lie between two snapshots while things move, and who draws it.

import { element } from "../base/dom.js";
import { Picture } from "../base/picture.js";
import { View } from "../base/view.js";
import { AttentionPicture } from "./attention.js";
import { Controls } from "./controls.js";
import { Curves } from "./curves.js";
import { between } from "./data.js";
import { historyRows } from "./files.js";
import { WordMap } from "./map.js";
import { NextWords } from "./words.js";

const TRAVEL = 480; // milliseconds from one snapshot to another
const SETTLED = 350; // milliseconds at rest before Python hears of it

/** @extends {Picture<import("./data.js").Header>} */
export class App extends Picture {
  constructor(root) {
    super(root);
    this.link = new View((view) => this.follow(view));
    this.controls = new Controls(this);
    this.curves = new Curves(this);
    this.pictures = [this.curves, new WordMap(this), new AttentionPicture(this), new NextWords(this)];
    const pictures = this.pictures.map((one) => one.element);
    root.replaceChildren(this.controls.element, element("div", { class: "pictures" }, pictures));
  }

  take({ header }) {
    this.link.receive(header.channel, this.ask, { step: header.step, head: header.head });
    this.begin(this.link.read());
    this.controls.receive();
  }

  /**
   * Begin where the link says, or else where Python says.
   *
   * @param {import("../base/codec.js").Values} link
   */
  begin({ step, head }) {
    const { header } = this;
    const index = header.steps.indexOf(step ?? header.step);
    this.position = this.target = index < 0 ? header.steps.indexOf(header.step) : index;
    this.head = header.heads.includes(head) ? head : header.head;
  }

  /**
   * A view from outside.
   *
   * @param {import("../base/codec.js").Values} link
   */
  follow({ step, head }) {
    const index = this.header.steps.indexOf(step);
    if (this.header.heads.includes(head)) this.pick(head);
    if (index >= 0) this.go(index);
  }

  get last() {
    return this.header.steps.length - 1;
  }

  /** The snapshot whose numbers are written out: the nearest one. */
  get index() {
    return Math.round(this.position);
  }

  get resting() {
    return this.position === this.target;
  }

  draw() {
    for (const one of this.pictures) one.resize();
    this.show();
  }

  /** Bring everything in line with the slider. */
  show() {
    this.controls.draw();
    for (const one of this.pictures) one.draw();
    this.root.dataset.step = String(this.header.steps[this.index]);
    this.root.dataset.resting = String(this.resting);
  }

  /** Move to a snapshot; `jump` is without the way there. */
  go(index, jump = matchMedia("(prefers-reduced-motion: reduce)").matches) {
    this.target = index;
    const from = this.position;
    const begun = performance.now();
    cancelAnimationFrame(this.frame);
    const advance = (now) => {
      const share = jump ? 1 : Math.min(1, Math.max(0, now - begun) / TRAVEL);
      this.position = share === 1 ? index : from + (index - from) * share * share * (3 - 2 * share);
      this.show();
      if (share < 1) this.frame = requestAnimationFrame(advance);
      else this.arrived();
    };
    this.frame = requestAnimationFrame(advance);
  }

  arrived() {
    const { steps } = this.header;
    this.link.write({ step: steps[this.index] });
    this.controls.arrived();
    clearTimeout(this.settled);
    if (!this.controls.playing) this.settled = setTimeout(() => this.ask("step", steps[this.index]), SETTLED);
  }

  pick(head) {
    this.head = head;
    this.link.write({ head });
    this.link.flush();
    this.show();
    this.ask("head", head);
  }

  /** A number of an array, on the way from one snapshot to the next. */
  between(name, offset) {
    return between(this.arrays[name], this.position, offset);
  }

  files() {
    const rows = () => historyRows(this);
    return { name: "dotbogi-history", rows, layers: () => [this.curves.stage.querySelector("svg")] };
  }

  leave() {
    this.link.leave();
    this.controls.stop();
    clearTimeout(this.settled);
    cancelAnimationFrame(this.frame);
    super.leave();
  }
}
