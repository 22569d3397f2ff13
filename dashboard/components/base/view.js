// The reader's view <-> the URL, by the page's schema: the browser keeps it there, so no choice waits for Python.
// Python hears of it when it asks, and others may set it from outside.

import { linkTo, parsed, viewIn } from "./codec.js";

const APPLY = "dotbogi:view";
const PAUSE = 250; // milliseconds: browsers limit how often a page may rewrite its URL
const OWN = ["lang"]; // what a follower keeps, whatever the view says

/**
 * What Python sends (dashboard/view/channel.py): the browser's keys of the page's schema, and how many milliseconds
 * lie at least between two reports of the view, null for none.
 * @typedef {{keys: import("./codec.js").Keys, report: number|null}} Channel
 */

/**
 * Show a view that came from outside: keys as they stand in a link, null for a default, absent ones stay.
 *
 * @param {Record<string, string|null>} view
 * @returns {boolean} false when it is of another text, mask, part …, for which Python has to run
 */
export function applyView(view) {
  return !document.dispatchEvent(new CustomEvent(APPLY, { detail: view, cancelable: true }));
}

/** A component's part of the view. Several of them on a page leave each other's keys alone. */
export class View {
  /**
   * @param {(view: import("./codec.js").Values) => void} follow shows what is given of a view
   * @param {(view: import("./codec.js").Values) => void} [back] shows the view of the URL that the reader went back to
   */
  constructor(follow, back) {
    this.follow = follow;
    this.back = back;
    /** @type {import("./codec.js").Keys} */
    this.keys = {};
    this.path = window.location.pathname;
    this.now = {};
    this.pending = null;
    this.onApply = (event) => this.apply(event);
    this.onBack = () => this.goBack();
    this.onAway = () => this.flush();
  }

  /**
   * @param {Partial<Channel>|undefined} channel
   * @param {(name: string, value: string) => void} send tells Python something
   * @param {import("./codec.js").Values} [defaults] where this sentence or model has others than the schema
   */
  receive({ keys = {}, report = null } = {}, send, defaults = {}) {
    this.keys = { ...keys };
    for (const [key, value] of Object.entries(defaults)) this.keys[key] = { ...keys[key], default: value };
    this.pause = report;
    this.send = send;
    document.addEventListener(APPLY, this.onApply);
    window.addEventListener("popstate", this.onBack);
    window.addEventListener("pagehide", this.onAway);
    document.addEventListener("pointerdown", this.onAway, true);
    this.now = { ...this.read(), ...this.now };
    this.report();
  }

  /** What the URL says, of what makes sense. */
  read() {
    return viewIn(this.keys, window.location.search);
  }

  /** Whether the URL names any of the browser's keys. */
  isNamed() {
    const link = new URLSearchParams(window.location.search);
    return Object.keys(this.keys).some((key) => link.has(key));
  }

  /** A view as a query string, to hand to Python: the URL it knows may be older than the one on screen. */
  text(view) {
    return linkTo(this.keys, view);
  }

  /** Put values into the URL without a new entry in the history; at once, or a moment after the last time. */
  write(view) {
    this.pending = { ...this.pending, ...view };
    this.now = { ...this.now, ...view };
    if (!this.resting) this.flush();
    this.report();
  }

  /** Write what still waits, before Python is asked for anything. */
  flush() {
    const { pending } = this;
    this.pending = null;
    // a reader who has gone to another page has another URL
    if (!pending || window.location.pathname !== this.path) return;
    const url = new URL(window.location.href);
    url.search = linkTo(this.keys, pending, url.search);
    if (url.href === window.location.href) return;
    window.history.replaceState(window.history.state, "", url);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.resting = null;
      this.flush();
    }, PAUSE);
  }

  goBack() {
    this.pending = null;
    this.back?.(this.read());
  }

  /** A view from outside, unless it is one of another subject. */
  apply(event) {
    const link = new URLSearchParams(window.location.search);
    const view = {};
    for (const [key, raw] of Object.entries(event.detail)) {
      const rule = this.keys[key];
      if (!rule && !OWN.includes(key) && (raw ?? null) !== link.get(key)) return;
      const value = rule && (raw === null ? (rule.default ?? null) : parsed(rule, String(raw)));
      if (value !== undefined) view[key] = value;
    }
    if (!Object.keys(view).length) return;
    event.preventDefault();
    this.follow(view);
  }

  /** Tell Python of the view, if it asked to hear of it: not more often than it said. */
  report() {
    if (!this.pause) return;
    this.telling ??= setTimeout(() => {
      this.telling = null;
      const view = this.text(this.now);
      if (view !== this.told) this.send("view", (this.told = view));
    }, this.pause);
  }

  leave() {
    this.pending = null;
    clearTimeout(this.resting);
    clearTimeout(this.telling);
    this.resting = this.telling = null;
    document.removeEventListener(APPLY, this.onApply);
    window.removeEventListener("popstate", this.onBack);
    window.removeEventListener("pagehide", this.onAway);
    document.removeEventListener("pointerdown", this.onAway, true);
  }
}
