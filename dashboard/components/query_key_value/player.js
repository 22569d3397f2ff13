// Keeps the numbers and the step, moves by buttons and arrow keys, asks for other heads and words.

import { element, keepFocus } from "../base/dom.js";
import { readStrips } from "../base/strips.js";
import { readTheme } from "../base/theme.js";
import { View } from "../base/view.js";
import { headChoice, queryChips } from "./choices.js";
import { LookData, STEPS } from "./data.js";
import { details } from "./details.js";
import { stepper } from "./stepper.js";
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
    const ask = (view) => this.ask(view);
    this.top.replaceChildren(
      headChoice(data, "layer", data.layers, ask),
      headChoice(data, "head", data.heads, ask),
    );
    this.sentence.replaceChildren(...queryChips(data, ask));
    this.drawStep();
  }

  drawStep() {
    const { data } = this;
    const name = STEPS[this.step - 1];
    this.root.dataset.step = name;
    this.root.dataset.shows = [data.mode, data.layer, data.head, data.query, data.key].join(".");
    const steps = stepper(data, this.step, (step) => this.go(step));
    keepFocus(this.stepper, "go", () => this.stepper.replaceChildren(...steps));
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
