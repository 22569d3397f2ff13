// The tokens beside the lookup, a page of them at a time, to be chosen by pointer or arrow keys.

import { tool } from "../base/controls.js";
import { element, keepFocus } from "../base/dom.js";
import { ROW } from "./lookup.js";

const AT_ONCE = 12;
const MOVES = { ArrowDown: 1, ArrowUp: -1 };

export class RowTokens {
  constructor(picture) {
    this.picture = picture;
    this.buttons = element("div", { class: "row-tokens" });
    this.pager = element("div", { class: "pager" });
  }

  get page() {
    return Math.floor(this.picture.at / AT_ONCE);
  }

  /** Place of the page's first token. */
  get first() {
    return this.page * AT_ONCE;
  }

  get onPage() {
    return this.picture.header.tokens.slice(this.first, this.first + AT_ONCE);
  }

  draw() {
    const { picture, first, onPage } = this;
    const buttons = onPage.map((token, index) => this.button(token, first + index, index));
    keepFocus(
      this.buttons,
      "place",
      () => this.buttons.replaceChildren(...buttons),
      () => picture.at,
    );
    this.drawPager();
  }

  button({ id, label }, place, index) {
    const { picture } = this;
    const { rowTop, tokens } = picture.layout;
    return element(
      "button",
      {
        type: "button",
        "aria-pressed": String(place === picture.at),
        dataset: { place, id },
        style: `top: ${rowTop + index * ROW + 3}px; height: ${ROW - 6}px; width: ${tokens}px`,
        onclick: () => picture.choose(place),
        onkeydown: (event) => this.key(event),
      },
      element("span", { lang: "ko" }, label),
      element("small", {}, String(id)),
    );
  }

  key(event) {
    const step = MOVES[event.key];
    if (!step) return;
    event.preventDefault();
    this.picture.choose(this.picture.at + step);
  }

  drawPager() {
    const { picture, page } = this;
    const count = picture.header.tokens.length;
    const pages = Math.ceil(count / AT_ONCE);
    this.pager.hidden = pages < 2;
    const button = (text, to, key) => {
      const made = tool(text, key, picture.say(key), () => picture.choose(to * AT_ONCE));
      made.disabled = to < 0 || to >= pages;
      return made;
    };
    this.pager.replaceChildren(
      button("←", page - 1, "before"),
      picture.say("page", { page: page + 1, pages, count }),
      button("→", page + 1, "after"),
    );
  }
}
