// Keeps the numbers and the view, asks Python for places it has not got, and lets every part draw.

import { colourRamp } from "../base/colour.js";
import { element } from "../base/dom.js";
import { filled } from "../base/format.js";
import { Tooltip } from "../base/tooltip.js";
import { Bars } from "./bars.js";
import { Controls } from "./controls.js";
import { Received } from "./data.js";
import { Figures } from "./figures.js";
import { Looks } from "./looks.js";
import { Origin } from "./origin.js";
import { Sentence } from "./sentence.js";
import { Distribution, penalised, ranking } from "./softmax.js";
import { Table } from "./table.js";
import { namesAnything, question, readSettings, writeView } from "./view.js";
import { Writer } from "./writer.js";

const REMEMBERED = 40; // moments kept, each some 100 KB
const URL_DELAY = 250; // ms: browsers limit how often a page may rewrite its URL

let lastView = null; // what was on screen before the reader went to another page

export class App {
  constructor(root) {
    this.root = root;
    this.moments = new Map();
    this.tooltip = new Tooltip();
    this.onLeavePage = () => this.writeUrl();
    window.addEventListener("pagehide", this.onLeavePage);
  }

  /** New bytes, or the same again after a rerun. `send(what, value)` makes Python run. */
  receive(bytes, send) {
    this.send = send;
    if (!this.bytes || !equalBytes(this.bytes, bytes)) {
      this.bytes = bytes;
      this.adopt(new Received(bytes));
    }
    this.readTheme();
    this.refresh();
  }

  /** The scale of colours on the page's background. */
  readTheme() {
    const probe = element("span", { style: "color:var(--paper)" });
    this.root.append(probe);
    const paper = getComputedStyle(probe).color;
    probe.remove();
    if (paper === this.paper) return;
    this.paper = paper;
    this.ramp = colourRamp(paper);
    this.root.dataset.theme = this.ramp.dark ? "dark" : "light";
  }

  adopt(received) {
    const { data } = this;
    this.rebuild = data?.texts.title !== received.texts.title;
    this.data = received;
    this.remember(this.keyOf({ ...received.place, seed: received.seed }), received.moment);
    if (!this.view) this.start(received);
    else if (received.text !== data.text || received.answers === this.asked) this.moveTo(received.place);
    // else a rerun for another reason, or an answer to an older question: the place on screen stays
    if (!this.waiting && !this.moments.has(this.keyOf(this.view))) this.look();
  }

  /** The first view: that of the URL, or, when the reader comes back from another page, the last one. */
  start({ text, place }) {
    const { search } = window.location;
    this.view = { ...readSettings(search), ...place };
    this.newFrom = place.written.length;
    if (lastView?.text !== text || namesAnything(search)) return;
    Object.assign(this.view, lastView.view);
    this.newFrom = this.view.written.length;
  }

  moveTo({ at, start, written, step }) {
    this.newFrom = this.writing ? this.view.written.length : written.length;
    Object.assign(this.view, { at, start, written, step });
    this.writing = false;
    this.waiting = false;
  }

  /** What a moment depends on. */
  keyOf({ at, start, written, step, seed }) {
    const { text, mode } = this.data;
    return JSON.stringify(step === null ? [text, mode, at] : [text, mode, seed, start, written, step]);
  }

  remember(key, moment) {
    this.moments.delete(key);
    this.moments.set(key, moment);
    if (this.moments.size > REMEMBERED) this.moments.delete(this.moments.keys().next().value);
  }

  /** A string of the table. */
  say(key, values) {
    return filled(this.data.texts[key], values);
  }

  /** A string of the table whose `{name}`s are filled with nodes. */
  sayNodes(key, nodes) {
    return this.data.texts[key].split(/\{(\w+)\}/).map((part, index) => (index % 2 ? nodes[part] : part));
  }

  /** A piece of the reader's text, marked as Korean for screen readers. */
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
    const text = [...before, ...written]
      .map(({ label, space }) => (space ? " " : "") + label)
      .join("")
      .trim();
    return [...text].length > most ? `…${[...text].slice(-most).join("")}` : text;
  }

  /** Change settings: only what is computed here follows. */
  choose(patch) {
    Object.assign(this.view, patch);
    if ("seed" in patch && this.view.step !== null) this.look();
    this.refresh();
  }

  /** Look at another place; Python is asked if it was not looked at before. */
  goTo(patch) {
    Object.assign(this.view, { token: null }, patch);
    this.look();
    this.refresh();
  }

  look() {
    const known = this.moments.has(this.keyOf(this.view));
    if (known) this.waiting = false;
    else this.ask("look");
    this.asked = known ? null : this.asked; // what was asked before is no longer wanted
  }

  write(count) {
    if (this.writing) return;
    this.writing = true;
    this.view.token = null;
    this.ask("write", { count });
    this.refresh();
  }

  startAgain() {
    this.goTo({ written: [], step: null, at: this.view.start, start: this.view.start });
  }

  useAsSentence() {
    this.ask("use");
  }

  /** Let Python run. Its answer carries the same number, so that a late one is not taken for the latest. */
  ask(what, values = {}) {
    this.writeUrl();
    this.waiting = true;
    this.asked = Date.now() + Math.random();
    this.send(what, { ...values, number: this.asked, view: question(this.view) });
  }

  writeUrl() {
    clearTimeout(this.urlTimer);
    this.urlTimer = null;
    if (this.view && this.root.isConnected) writeView(this.view, this.data.defaultAt);
  }

  refresh() {
    const moment = this.moments.get(this.keyOf(this.view));
    this.moment = moment ?? this.moment ?? this.data.moment;
    if (this.rebuild || !this.parts) this.build();
    this.compute();
    for (const part of this.parts) part.update();
    this.root.dataset.waiting = String(this.writing === true || !moment);
    lastView = { text: this.data.text, view: { ...this.view } };
    this.urlTimer ??= setTimeout(() => this.writeUrl(), URL_DELAY);
    this.announce();
  }

  /** The distribution under the settings; ranking 16,000 logits is done again only when they change. */
  compute() {
    const { moment, view } = this;
    if (this.rankedMoment !== moment || this.rankedPenalty !== view.r) {
      this.changed = penalised(moment.logits, moment.before, view.r);
      this.order = ranking(this.changed);
      [this.rankedMoment, this.rankedPenalty] = [moment, view.r];
    }
    this.result = new Distribution(this.changed, this.order, view);
    const listed = view.token !== null && view.token < this.result.size;
    this.token = listed ? view.token : (moment.next ?? this.order[0]);
  }

  build() {
    this.rebuild = false;
    const [sentence, writer] = [new Sentence(this), new Writer(this)];
    const [bars, table] = [new Bars(this), new Table(this)];
    const [controls, figures, origin, looks] = [
      new Controls(this),
      new Figures(this),
      new Origin(this),
      new Looks(this),
    ];
    this.parts = [sentence, writer, controls, bars, table, figures, origin, looks];
    this.root.replaceChildren(
      panel(null, "text", sentence.element, writer.element),
      element(
        "div",
        { class: "columns" },
        element(
          "section",
          { class: "panel main", "aria-label": this.say("title") },
          bars.heading,
          bars.element,
          table.element,
        ),
        element(
          "div",
          { class: "side" },
          panel(null, "settings", controls.element),
          panel(null, "numbers", figures.element),
          panel(null, "origin", origin.element),
        ),
      ),
      panel(null, "looks", looks.element),
      this.tooltip.element,
    );
  }

  /** For tests and benchmarks: what is drawn, and when. */
  announce() {
    const { at, step, T } = this.view;
    Object.assign(this.root.dataset, {
      text: this.data.text,
      mode: this.data.mode,
      at,
      step: step ?? "",
      temperature: T,
      token: this.token,
    });
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.root.dataset.drawn = String(performance.now());
      }),
    );
  }

  leave() {
    this.writeUrl();
    window.removeEventListener("pagehide", this.onLeavePage);
  }
}

function panel(title, name, ...content) {
  return element(
    "section",
    { class: `panel ${name}`, "aria-label": title },
    title ? element("h3", {}, title) : null,
    content,
  );
}

function equalBytes(a, b) {
  return a === b || (a.byteLength === b.byteLength && a.every((value, index) => value === b[index]));
}
