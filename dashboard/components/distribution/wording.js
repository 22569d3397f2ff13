// Tokens and the place looked at, in the reader's words.

import { element } from "../base/dom.js";
import { filled } from "../base/format.js";

export class Wording {
  constructor() {
    /** @type {import("./data.js").Received} */
    this.data = null;
    /** @type {import("./data.js").Moment} the prediction on screen */
    this.moment = null;
    /** @type {import("./view.js").Look} */
    this.view = null;
  }

  /** A string of the table. */
  say(key, values) {
    return filled(this.data.texts[key], values);
  }

  /** A string of the table whose `{name}`s are filled with nodes. */
  sayNodes(key, nodes) {
    return this.data.texts[key].split(/\{(\w+)\}/).map((part, index) => (index % 2 ? nodes[part] : part));
  }

  /**
   * A piece of the reader's text, marked as Korean for screen readers.
   *
   * @param {string} text
   * @param {"span"|"q"} tag
   */
  korean(text, tag = "span") {
    return element(tag, { lang: "ko" }, text);
  }

  /** Label of a token: `{label, space}`. */
  name(id) {
    const [label, space] = this.moment.names[id] ?? [this.say("token_number", { id }), false];
    return { label, space };
  }

  /** A token's name as a node, a space before it shown by a sign. */
  nameNode({ label, space }) {
    return element(
      "span",
      { class: "piece", lang: "ko" },
      space ? element("i", { "aria-label": this.say("space") }, "␣") : null,
      label,
    );
  }

  /** What stands before the place looked at, cut to its last words. */
  contextText(most = 30) {
    const { data, view } = this;
    const before = data.tokens.slice(1, view.step === null ? view.at : view.start);
    const written = view.step === null ? [] : data.written.slice(0, view.step);
    return ending([...before, ...written], most);
  }
}

/** Tokens as running text, of which the last `most` characters are shown. */
export function ending(tokens, most) {
  const text = tokens
    .map(({ label, space }) => (space ? " " : "") + label)
    .join("")
    .trim();
  return [...text].length > most ? `…${[...text].slice(-most).join("")}` : text;
}
