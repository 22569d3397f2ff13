// The predictions looked at so far: going back to one does not wait for Python.

const MOST = 40; // each some 100 KB

export class Moments {
  constructor(most = MOST) {
    this.most = most;
    this.kept = new Map();
  }

  /** Remember a prediction; the one that was brought longest ago makes room. */
  put(key, moment) {
    this.kept.delete(key);
    this.kept.set(key, moment);
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value);
  }

  /** @returns {import("./data.js").Moment|undefined} */
  get(key) {
    return this.kept.get(key);
  }
}

/** What a prediction depends on: after written tokens on the seed too, which chose them. */
export function momentKey({ text, mode }, { at, start, written, step, seed }) {
  return JSON.stringify(step === null ? [text, mode, at] : [text, mode, seed, start, written, step]);
}
