// What the pictures of many pages have in common: their payload, their theme, their size.

import { filled } from "./format.js";
import { announce } from "./mounting.js";
import { readTheme } from "./theme.js";

/** A picture `draw`s itself anew for new data, another theme, and another width. */
export class Picture {
  constructor(root) {
    this.root = root;
    this.observer = new ResizeObserver(() => this.resize());
  }

  receive(payload, { setStateValue, setTriggerValue }) {
    this.ask = setStateValue;
    this.trigger = setTriggerValue;
    const theme = readTheme(this.root, this.theme);
    if (payload === this.payload && theme === this.theme) return this.again();
    Object.assign(this, payload, { payload, theme });
    this.take(payload);
    this.width = 0;
    this.resize();
    this.observer.observe(this.root);
    return announce(this.root);
  }

  /** Work out what the payload is drawn from. */
  take(_payload) {}

  /** A rerun that brought nothing new. */
  again() {}

  /** Draw everything as wide as this. */
  draw(_width) {}

  resize() {
    const { clientWidth } = this.root;
    if (!clientWidth || clientWidth === this.width) return;
    this.width = clientWidth;
    this.draw(clientWidth);
  }

  /** A string of the payload's table. */
  say(key, values) {
    return filled(this.header.texts[key], values);
  }

  leave() {
    this.observer.disconnect();
  }
}
