// The sentence, token by token. Each can be chosen: what did the model expect in its place?

import { closest, element, keepFocus, stepTo } from "../base/dom.js";
import { decimalText } from "../base/format.js";

const MOVES = { ArrowLeft: -1, ArrowRight: 1 };
const MOST_BITS = 16; // a bar this long; log2 of 16,000 is 14

/** A token in a line of text: a button with its surprise below. */
export function tokenButton(app, { label, space }, bits, options) {
  const { hidden, ...attributes } = options;
  const shown = hidden ? "▢" : label;
  return element(
    "button",
    { type: "button", class: `token${space ? " spaced" : ""}`, lang: "ko", ...attributes },
    element("span", { class: "word" }, shown),
    bits === undefined
      ? null
      : [
          element("span", { class: "bits", style: `--share:${Math.min(bits / MOST_BITS, 1)}` }),
          element("small", {}, decimalText(bits, 1)),
        ],
  );
}

/** The place after the last token. */
export function caret(app, attributes) {
  return element(
    "button",
    { type: "button", class: "token caret", "aria-label": app.say("end_place"), ...attributes },
    element("span", { class: "word" }, ""),
  );
}

/** Let the arrow keys walk along a line of tokens; only the chosen one is in the tab order. */
export function walkable(line) {
  line.addEventListener("keydown", (event) => {
    if (!event.target.matches("button")) return;
    const buttons = [...line.querySelectorAll("button:not([disabled])")];
    const at = stepTo(event, MOVES, buttons.indexOf(event.target), buttons.length);
    if (at === null) return;
    event.preventDefault();
    buttons[at].focus();
    buttons[at].click();
  });
}

export class Sentence {
  constructor(app) {
    this.app = app;
    this.hint = element("p", { class: "hint" });
    this.line = element("div", { class: "line", role: "group", "aria-label": app.say("sentence_label") });
    this.element = element("div", { class: "sentence" }, this.hint, this.line);
    this.line.addEventListener("click", (event) => {
      const place = closest(event, "[data-place]")?.dataset.place;
      if (place) app.goTo({ at: Number(place), step: null });
    });
    walkable(this.line);
  }

  update() {
    keepFocus(this.line, "place", () => this.draw());
  }

  draw() {
    const { app } = this;
    const { tokens, sentenceFacts, mode } = app.data;
    const { at, step } = app.view;
    const chosen = step === null ? at : null;
    const both = mode === "bidirectional";
    this.hint.textContent = app.say(both ? "sentence_hint_both" : "sentence_hint");
    const buttons = tokens.slice(1).map((token, index) => {
      const place = index + 1;
      const bits = sentenceFacts?.surprise[index];
      return tokenButton(app, token, bits, {
        "aria-pressed": String(place === chosen),
        tabindex: place === (chosen ?? 1) ? "0" : "-1",
        title: this.title(token, index),
        hidden: both && place === chosen,
        dataset: { place, unread: String(!both && chosen !== null && place > chosen), bits: bits ?? "" },
      });
    });
    const end = caret(app, {
      "aria-pressed": String(tokens.length === chosen),
      tabindex: tokens.length === chosen ? "0" : "-1",
      title: app.say("end_place"),
      dataset: { place: tokens.length },
    });
    this.line.replaceChildren(...buttons, end);
  }

  title({ label }, index) {
    const { app } = this;
    const found = app.data.sentenceFacts;
    if (!found) return label;
    return app.say("token_title", {
      token: label,
      rank: found.rank[index].toLocaleString(),
      bits: decimalText(found.surprise[index], 2),
    });
  }
}
