// The search box of the map: names that begin with what was typed, then names that hold it.

import { composed } from "../base/codec.js";
import { textField } from "../base/controls.js";
import { element } from "../base/dom.js";

const MOST = 8;

export class Search {
  /** `choose(row)` takes a found word, `unknown(typed)` what is no token. */
  constructor({ label, placeholder, none, choose, unknown }) {
    this.choose = choose;
    this.unknown = unknown;
    this.none = none;
    this.input = textField({
      type: "search",
      placeholder,
      "aria-label": label,
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": "found",
      oninput: () => this.suggest(),
      onkey: (event) => this.key(event),
      onblur: () => setTimeout(() => this.close(), 150),
      onfocus: () => this.suggest(),
    });
    this.list = element("ul", { id: "found", role: "listbox", hidden: true });
    this.element = element("div", { class: "search" }, this.input, this.list);
    this.names = [];
  }

  suggest() {
    const typed = composed(this.input.value).trim();
    this.rows = typed ? found(this.names, typed) : [];
    this.at = this.rows.length ? 0 : -1;
    this.draw(typed);
  }

  draw(typed) {
    const options = this.rows.map((row, index) =>
      element(
        "li",
        {
          role: "option",
          id: `found-${index}`,
          "aria-selected": String(index === this.at),
          onpointerdown: (event) => {
            event.preventDefault();
            this.take(row);
          },
        },
        this.names[row],
      ),
    );
    if (typed && !options.length) options.push(element("li", { class: "none" }, this.none));
    this.list.replaceChildren(...options);
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const last = this.rows?.length ?? 0;
    if (event.key === "ArrowDown" && last) this.at = (this.at + 1) % last;
    else if (event.key === "ArrowUp" && last) this.at = (this.at + last - 1) % last;
    else if (event.key === "Escape") return this.close();
    else if (event.key === "Enter") return this.enter();
    else return undefined;
    event.preventDefault();
    return this.draw(composed(this.input.value).trim());
  }

  enter() {
    const typed = composed(this.input.value).trim();
    if (!typed) return;
    const exact = this.names.indexOf(typed);
    if (exact >= 0) this.take(exact);
    else if (this.at >= 0) this.take(this.rows[this.at]);
    else this.unknown(typed);
  }

  take(row) {
    this.input.value = "";
    this.close();
    this.choose(row);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

/** Rows of names that begin with `typed`, the shortest first, then of names that hold it. */
export function found(names, typed) {
  const [begin, hold] = [[], []];
  names.forEach((name, row) => {
    if (name === typed || name === `-${typed}`) begin.unshift(row);
    else if (name.startsWith(typed)) begin.push(row);
    else if (name.includes(typed)) hold.push(row);
  });
  const short = (a, b) => names[a].length - names[b].length || a - b;
  return [...begin.sort(short), ...hold.sort(short)].slice(0, MOST);
}
