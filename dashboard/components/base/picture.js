// What the pictures of many pages have in common: their payload, their theme, their size.

import { filled } from "./format.js";
import { announce } from "./mounting.js";
import { readTheme } from "./theme.js";

/**
 * A picture `draw`s itself anew for new data, another theme, and another width.
 *
 * @template [Header=any]
 */
export class Picture {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.width = 0;
    /** @type {import("./payload.js").Payload<Header>|null} */
    this.payload = null;
    /** @type {Header} */
    this.header = null;
    /** @type {Record<string, import("./payload.js").Block>} */
    this.arrays = {};
    /** @type {import("./theme.js").Theme} */
    this.theme = null;
    /** @type {import("./mounting.js").Tell} keeps a value that Python reads */
    this.ask = () => {};
    /** @type {import("./mounting.js").Tell} tells Python once */
    this.trigger = () => {};
    this.observer = new ResizeObserver(() => this.resize());
  }

  /**
   * @param {import("./payload.js").Payload<Header>} payload
   * @param {import("./mounting.js").Streamlit} streamlit
   */
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

  /**
   * Work out what the payload is drawn from.
   *
   * @param {import("./payload.js").Payload<Header>} _payload
   */
  take(_payload) {}

  /** A rerun that brought nothing new. */
  again() {}

  /**
   * Draw everything as wide as this.
   *
   * @param {number} _width
   */
  draw(_width) {}

  resize() {
    const { clientWidth } = this.root;
    if (!clientWidth || clientWidth === this.width) return;
    this.width = clientWidth;
    this.draw(clientWidth);
  }

  /** A string of the payload's table. */
  say(key, values) {
    return filled(/** @type {any} */ (this.header).texts[key], values);
  }

  leave() {
    this.observer.disconnect();
  }
}
