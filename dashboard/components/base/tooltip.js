// One floating note for whatever the pointer or the focus is on.

import { clamp, element } from "./dom.js";

export class Tooltip {
  constructor() {
    this.element = element("div", { class: "tooltip", role: "tooltip", hidden: true });
  }

  /** Show `content` (nodes or strings) beside `box`, a rectangle in window coordinates. */
  show(content, box) {
    const note = this.element;
    note.replaceChildren(...content);
    note.hidden = false;
    const frame = note.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0, width: window.innerWidth };
    const left = clamp(
      box.right + 14,
      0,
      Math.max(0, Math.min(window.innerWidth, frame.left + frame.width) - note.offsetWidth - 4),
    );
    const beside = left >= box.right;
    const below = box.bottom + 14;
    const fits = below + note.offsetHeight < window.innerHeight;
    const top = beside
      ? clamp(box.top, 8, Math.max(8, window.innerHeight - note.offsetHeight - 8))
      : fits
        ? below
        : box.top - note.offsetHeight - 14;
    note.style.left = `${left - frame.left}px`;
    note.style.top = `${top - frame.top}px`;
  }

  hide() {
    this.element.hidden = true;
  }
}
