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
    const { innerWidth: width, innerHeight: height } = window;
    const frame = note.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0, width };
    const size = { width: note.offsetWidth, height: note.offsetHeight };
    const { left, top } = beside(box, size, {
      right: Math.min(width, frame.left + frame.width),
      bottom: height,
    });
    note.style.left = `${left - frame.left}px`;
    note.style.top = `${top - frame.top}px`;
  }

  /** Show `content` at the pointer. */
  showAt(content, { clientX, clientY }) {
    this.show(content, { left: clientX, right: clientX, top: clientY, bottom: clientY });
  }

  hide() {
    this.element.hidden = true;
  }
}

/** Where a note of some size stands: right of `box`, where that is too narrow below it, or else above. */
export function beside(box, { width, height }, { right, bottom }) {
  const left = clamp(box.right + 14, 0, Math.max(0, right - width - 4));
  if (left >= box.right) return { left, top: clamp(box.top, 8, Math.max(8, bottom - height - 8)) };
  const below = box.bottom + 14;
  return { left, top: below + height < bottom ? below : box.top - height - 14 };
}

/** A line of a note: a name, and its number at the right edge. */
export function pair(name, value) {
  return element("div", { class: "pair" }, element("span", {}, name), element("span", {}, value));
}
