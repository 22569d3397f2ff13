// Keeps the numbers and the step, moves by buttons and arrow keys, asks for other heads and words.

import { element, keepFocus } from "../base/dom.js";
import { readStrips } from "../base/strips.js";
import { readTheme } from "../base/theme.js";
import { View } from "../base/view.js";
import { LookData, STEPS } from "./data.js";
import { details } from "./details.js";
import { keyTable } from "./table.js";

const MOVES = { ArrowLeft: -1, ArrowRight: 1 };
const OWN_KEYS = "select, input, textarea, .bars"; // where arrows mean something else

export class Player {
  constructor(root) {
    this.root = root;
    this.top = element("div", { class: "top" });
    this.sentence = element("div", { class: "sentence" });
    this.stepper = element("div", { class: "stepper" });
    this.about = element("div", { class: "about", "aria-live": "polite" });
    this.body = element("div", { class: "body" });
    root.replaceChildren(this.top, this.sentence, this.stepper, this.about, this.body);
    readStrips({ say: (...words) => this.data.say(...words) }, this.body, () => this.data.cell());
    this.onKey = (event) => this.key(event);
    const show = ({ step }) => this.show(step ?? 1);
    this.link = new View(show, show);
  }

  receive(payload, { setStateValue, setTriggerValue }) {
    this.trigger = setTriggerValue;
    this.theme = readTheme(this.root, this.theme);
    this.data = new LookData(payload);
    this.link.receive(this.data.channel, setStateValue);
    this.step ??= this.link.read().step ?? 1;
    this.link.write({ step: this.step }); // Python may have sent the URL of an earlier one
    window.removeEventListener("keydown", this.onKey);
    window.addEventListener("keydown", this.onKey);
    this.draw();
  }

  draw() {
    const { data } = this;
    this.top.replaceChildren(this.choice("layer", data.layers), this.choice("head", data.heads));
    this.drawSentence();
    this.drawStep();
  }

  choice(key, count) {
    const { data } = this;
    const options = Array.from({ length: count }, (_, index) => {
      const n = index + 1;
      return element("option", { value: n, selected: n === data[key] }, data.say(key, { n }));
    });
    const select = element(
      "select",
      { onchange: (event) => this.ask({ [key]: Number(event.target.value), key: null }) },
      options,
    );
    return element("label", {}, element("span", {}, data.say(`${key}_choice`)), select);
  }

  drawSentence() {
    const { data } = this;
    const chips = data.labels.map((label, place) =>
      element(
        "button",
        {
          type: "button",
          class: place === data.key ? "chip key" : "chip",
          "aria-pressed": String(place === data.query),
          dataset: { place },
          lang: "ko",
          onclick: () => this.ask({ query: place, key: null }),
        },
        label,
      ),
    );
    this.sentence.replaceChildren(element("span", { class: "hint" }, data.say("query_choice")), ...chips);
  }

  drawStep() {
    const { data } = this;
    const name = STEPS[this.step - 1];
    this.root.dataset.step = name;
    this.root.dataset.shows = [data.mode, data.layer, data.head, data.query, data.key].join(".");
    this.drawStepper();
    this.about.replaceChildren(
      element("h3", {}, data.say(`title_${name}`), element("small", {}, `(${data.say(`number_${name}`)})`)),
      element(
        "p",
        {},
        data.say(`about_${name}`, {
          query: data.labels[data.query],
          key: data.labels[data.key],
          width: data.width,
        }),
      ),
    );
    const table =
      name === "matrix" ? [] : [keyTable(data, name, this.theme.diverging, (key) => this.choose(key))];
    this.body.replaceChildren(
      ...table,
      element("div", { class: "details" }, details(data, name, this.theme)),
    );
    this.root.dataset.drawn = String(performance.now());
  }

  drawStepper() {
    const { data, step } = this;
    const button = (go, text, target, options = {}) =>
      element(
        "button",
        { type: "button", dataset: { go }, onclick: () => this.go(target), ...options },
        text,
      );
    const tabs = STEPS.map((name, index) => {
      const current = { "aria-current": index + 1 === step ? "step" : null };
      const tab = button(name, element("span", {}, data.say(`short_${name}`)), index + 1, current);
      return element("li", { class: index < step ? "done" : null }, tab);
    });
    const move = (go, text, by, last) =>
      button(go, text, step + by, { class: "move", disabled: step === last });
    const parts = [
      move("back", `‹ ${data.say("back")}`, -1, 1),
      element("ol", {}, tabs),
      move("forward", `${data.say("forward")} ›`, 1, STEPS.length),
      element("span", { class: "hint" }, data.say("keys")),
    ];
    keepFocus(this.stepper, "go", () => this.stepper.replaceChildren(...parts));
  }

  go(step) {
    if (step < 1 || step > STEPS.length || step === this.step) return;
    this.link.write({ step });
    this.show(step);
  }

  show(step) {
    this.step = step;
    this.drawStep();
  }

  choose(key) {
    if (key !== this.data.key) this.ask({ key });
  }

  ask(view) {
    this.link.flush();
    this.trigger("ask", view);
  }

  key(event) {
    const move = MOVES[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.composedPath()[0];
    const idle =
      target === document.body || target === document.documentElement || this.root.contains(target);
    if (!idle || target.closest(OWN_KEYS)) return;
    event.preventDefault();
    this.go(this.step + move);
  }

  files() {
    return { name: "dotbogi-query-key-value", rows: () => this.data.rows() };
  }

  leave() {
    window.removeEventListener("keydown", this.onKey);
    this.link.leave();
  }
}
