// Keeps the numbers and the view, asks Python for places it has not got, and lets every part draw.

import { element } from "../base/dom.js";
import { filled } from "../base/format.js";
import { announce } from "../base/mounting.js";
import { readTheme } from "../base/theme.js";
import { Tooltip } from "../base/tooltip.js";
import { Bars } from "./bars.js";
import { Controls } from "./controls.js";
import { Received } from "./data.js";
import { distributionRows } from "./files.js";
import { Figures } from "./figures.js";
import { Heading } from "./heading.js";
import { Looks } from "./looks.js";
import { Origin } from "./origin.js";
import { Sentence } from "./sentence.js";
import { Distribution, penalised, ranking } from "./softmax.js";
import { Table } from "./table.js";
import { View } from "../base/view.js";
import { followed, settingsIn, toLink } from "./view.js";
import { Writer } from "./writer.js";

const REMEMBERED = 40; // moments kept, each some 100 KB

let lastView = null; // what was on screen before the reader went to another page

export class App {
  constructor(root) {
    this.root = root;
    this.moments = new Map();
    this.tooltip = new Tooltip();
    this.link = new View((view) => this.follow(view));
  }

  /** A new payload, or the same again after a rerun. */
  receive(payload, { setStateValue, setTriggerValue }) {
    this.send = setTriggerValue; // makes Python run
    if (payload !== this.payload) {
      this.payload = payload;
      const received = new Received(payload);
      this.link.receive(received.channel, setStateValue, { at: received.defaultAt });
      this.adopt(received);
    }
    this.theme = readTheme(this.root, this.theme);
    this.refresh();
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
    this.view = { ...settingsIn(this.link.read(), this.link.keys), ...place };
    this.newFrom = place.written.length;
    if (lastView?.text !== text || this.link.isNamed()) return;
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

  /** A view from outside; Python is asked only for a place that was not looked at before. */
  follow(link) {
    this.view = followed(this.view, link, this.data);
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
    const view = toLink(this.view);
    this.link.write(view);
    this.link.flush();
    this.waiting = true;
    this.asked = Date.now() + Math.random();
    this.send(what, { ...values, number: this.asked, view: this.link.text(view) });
  }

  refresh() {
    const moment = this.moments.get(this.keyOf(this.view));
    this.moment = moment ?? this.moment ?? this.data.moment;
    if (this.rebuild || !this.parts) this.build();
    this.compute();
    for (const part of this.parts) part.update();
    this.root.dataset.waiting = String(this.writing === true || !moment);
    lastView = { text: this.data.text, view: { ...this.view } };
    this.link.write(toLink(this.view));
    const { text, mode } = this.data;
    const { at, step, T } = this.view;
    announce(this.root, { text, mode, at, step: step ?? "", temperature: T, token: this.token });
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
    const [sentence, writer, heading] = [new Sentence(this), new Writer(this), new Heading(this)];
    const [bars, table, looks] = [new Bars(this), new Table(this), new Looks(this)];
    const [controls, figures, origin] = [new Controls(this), new Figures(this), new Origin(this)];
    this.parts = [sentence, writer, controls, heading, bars, table, figures, origin, looks];
    const main = panel("main", heading, bars, table);
    main.setAttribute("aria-label", this.say("title"));
    const side = [panel("settings", controls), panel("numbers", figures), panel("origin", origin)];
    this.root.replaceChildren(
      panel("text", sentence, writer),
      element("div", { class: "columns" }, main, element("div", { class: "side" }, side)),
      panel("looks", looks),
      this.tooltip.element,
    );
  }

  files() {
    return { name: "dotbogi-next-word", rows: () => distributionRows(this) };
  }

  leave() {
    this.link.leave();
  }
}

function panel(name, ...parts) {
  return element(
    "section",
    { class: `panel ${name}` },
    parts.map((part) => part.element),
  );
}
