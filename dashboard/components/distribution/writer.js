// Writing on, one token after another, with the settings on screen.

import { closest, element, keepFocus } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { caret, tokenButton, walkable } from "./sentence.js";

const MANY = 20;
const PAUSE = 60; // ms between two tokens that appear

export class Writer {
  constructor(app) {
    this.app = app;
    this.title = element("h4", {});
    this.line = element("div", {
      class: "line written",
      role: "group",
      "aria-label": app.say("written_label"),
    });
    this.note = element("p", { class: "hint", "aria-live": "polite" });
    this.one = this.button("write_one", () => app.write(1), "primary");
    this.many = this.button("write_many", () => app.write(MANY), "", { n: MANY });
    this.again = this.button("start_again", () => this.startAgain());
    this.use = this.button("use_text", () => app.ask("use"));
    const row = element(
      "div",
      { class: "buttons" },
      this.title,
      this.one,
      this.many,
      this.again,
      this.use,
      this.note,
    );
    this.element = element("div", { class: "writer" }, row, this.line);
    this.line.addEventListener("click", (event) => {
      const place = closest(event, "[data-place]")?.dataset.place;
      if (place) app.goTo({ step: Number(place) });
    });
    walkable(this.line);
  }

  button(key, onclick, kind = "", values = {}) {
    return element(
      "button",
      { type: "button", class: `action ${kind}`, dataset: { action: key }, onclick },
      this.app.say(key, values),
    );
  }

  startAgain() {
    const { start } = this.app.view;
    this.app.goTo({ written: [], step: null, at: start, start });
  }

  update() {
    const { app } = this;
    const { view, data } = app;
    const { length } = view.written;
    const ended = length > 0 && view.written.at(-1) === data.ends;
    const full = (length ? view.start : view.at) + length >= data.context;
    this.title.textContent = app.say("write_title");
    this.one.disabled = this.many.disabled = Boolean(app.writing) || ended || full;
    this.again.hidden = this.use.hidden = length === 0;
    this.line.hidden = length === 0;
    this.note.replaceChildren(...this.noteParts(ended, full));
    keepFocus(this.line, "place", () => this.draw(ended, full));
  }

  noteParts(ended, full) {
    const { app } = this;
    if (ended) return [app.say("ended")];
    if (full) return [app.say("full", { n: app.data.context })];
    if (app.view.written.length) return [app.say("written_hint")];
    const before = app.contextText(18);
    const place = before ? app.korean(before) : app.say("nothing_before");
    return app.sayNodes(app.data.mode === "bidirectional" ? "write_hint_both" : "write_hint", { place });
  }

  draw(ended, full) {
    const { app } = this;
    const { view, data } = app;
    if (!view.written.length || data.written.length !== view.written.length) {
      if (!view.written.length) this.line.replaceChildren();
      return;
    }
    const before = data.tokens.slice(1, view.start).map(({ label, space }) => (space ? " " : "") + label);
    const buttons = data.written.map((token, step) => {
      const bits = data.writtenFacts?.surprise[step];
      const isEnd = token.id === data.ends;
      return tokenButton(app, isEnd ? { label: app.say("end_sign"), space: true } : token, bits, {
        "aria-pressed": String(step === view.step),
        tabindex: step === (view.step ?? 0) ? "0" : "-1",
        title: app.say("token_title", {
          token: token.label,
          rank: data.writtenFacts.rank[step].toLocaleString(),
          bits: decimalText(bits, 2),
        }),
        dataset: { place: step, bits, id: token.id },
        style: step >= app.newFrom ? `animation-delay:${(step - app.newFrom) * PAUSE}ms` : null,
      });
    });
    for (const button of buttons.slice(app.newFrom)) button.classList.add("new");
    const end = caret(app, {
      "aria-pressed": String(view.step === view.written.length),
      tabindex: view.step === view.written.length ? "0" : "-1",
      title: app.say("end_place"),
      dataset: { place: view.written.length },
    });
    this.line.replaceChildren(
      element("span", { class: "before", lang: "ko" }, before.join("").trim()),
      ...buttons,
      ...(ended || full ? [] : [end]),
    );
    app.newFrom = view.written.length;
  }
}
