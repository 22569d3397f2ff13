// A button that copies the address of the view on screen.

import { element } from "../base/dom.js";
import { mount } from "../base/mounting.js";

class Share {
  constructor(root) {
    this.button = element("button", { type: "button", onclick: () => this.copy() });
    this.field = element("input", { type: "text", readonly: true, hidden: true });
    root.replaceChildren(this.button, this.field);
  }

  receive({ header }) {
    this.header = header;
    this.button.textContent = header.label;
    this.field.setAttribute("aria-label", header.label);
  }

  /** The address is read when the button is pressed: parts of the view change without Python. */
  async copy() {
    const { label, done } = this.header;
    try {
      await navigator.clipboard.writeText(window.location.href);
      this.button.textContent = done;
      setTimeout(() => {
        this.button.textContent = label;
      }, 2000);
    } catch {
      // without https a browser keeps the clipboard to itself: show the link, ready to be copied by hand
      this.field.hidden = false;
      this.field.value = window.location.href;
      this.field.select();
    }
  }

  leave() {}
}

export default mount((root) => new Share(root));
