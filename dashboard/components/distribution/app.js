// Keeps the numbers and the view, asks Python for places it has not got, and lets every part draw.

import { announce } from "../base/mounting.js";
import { readTheme } from "../base/theme.js";
import { Tooltip } from "../base/tooltip.js";
import { View } from "../base/view.js";
import { Received } from "./data.js";
import { distributionRows } from "./files.js";
import { build } from "./layout.js";
import { momentKey, Moments } from "./moments.js";
import { Distribution, Ranked } from "./softmax.js";
import { followed, settingsIn, toLink } from "./view.js";
import { Wording } from "./wording.js";

let lastView = null; // what was on screen before the reader went to another page

export class App extends Wording {
  constructor(root) {
    super();
    this.root = root;
    this.moments = new Moments();
    this.ranked = new Ranked();
    this.tooltip = new Tooltip();
    this.link = new View((view) => this.follow(view));
  }

  /** A new payload, or the same again after a rerun. */
  receive(payload, { setStateValue, setTriggerValue }) {
    this.send = setTriggerValue; // makes Python run
    if (payload !== this.payload) {
      this.payload = payload;
      const received = new Received(payload);
      this.link.receive(received.channel, setStateValue, { at: received.default_at });
      this.adopt(received);
    }
    this.theme = readTheme(this.root, this.theme);
    this.refresh();
  }

  adopt(received) {
    const { data } = this;
    this.rebuild = data?.texts.title !== received.texts.title;
    this.data = received;
    this.moments.put(momentKey(received, { ...received.place, seed: received.seed }), received.moment);
    if (!this.view) this.start(received);
    else if (received.text !== data.text || received.answers === this.asked) this.moveTo(received.place);
    // else a rerun for another reason, or an answer to an older question: the place on screen stays
    if (!this.waiting && !this.momentAt(this.view)) this.look();
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

  /** The prediction at a place of this text, if it was looked at. */
  momentAt(view) {
    return this.moments.get(momentKey(this.data, view));
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
    const known = this.momentAt(this.view);
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
    const moment = this.momentAt(this.view);
    this.moment = moment ?? this.moment ?? this.data.moment;
    if (this.rebuild || !this.parts) this.parts = build(this);
    this.rebuild = false;
    this.compute();
    for (const part of this.parts) part.update();
    this.root.dataset.waiting = String(this.writing === true || !moment);
    lastView = { text: this.data.text, view: { ...this.view } };
    this.link.write(toLink(this.view));
    const { text, mode } = this.data;
    const { at, step, T } = this.view;
    announce(this.root, { text, mode, at, step: step ?? "", temperature: T, token: this.token });
  }

  /** The distribution under the settings. */
  compute() {
    const { moment, ranked, view } = this;
    ranked.update(moment.logits, moment.before, view.r);
    this.result = new Distribution(ranked.changed, ranked.order, view);
    const listed = view.token !== null && view.token < this.result.size;
    this.token = listed ? view.token : (moment.next ?? ranked.order[0]);
  }

  files() {
    return { name: "dotbogi-next-word", rows: () => distributionRows(this) };
  }

  leave() {
    this.link.leave();
  }
}
