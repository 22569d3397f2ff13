// Play, the slider with a mark for each snapshot, and where we are.

import { element } from "../base/dom.js";

const PAUSE = 420; // milliseconds at each snapshot while playing

export class Controls {
  constructor(app) {
    this.app = app;
    this.playing = false;
    this.play = element("button", { type: "button", class: "play", onclick: () => this.toggle() });
    this.slider = element("input", { type: "range", min: 0, step: 1, oninput: () => this.slide() });
    this.ticks = element("div", { class: "ticks", "aria-hidden": "true" });
    this.readout = element("p", { class: "where", role: "status" });
    const track = element("div", { class: "track" }, this.slider, this.ticks);
    this.element = element("div", { class: "controls" }, this.play, track, this.readout);
  }

  receive() {
    const { app } = this;
    const { steps } = app.header;
    this.slider.max = String(app.last);
    this.slider.setAttribute("aria-label", app.say("slider"));
    const ticks = steps.map((step, index) =>
      element("span", { style: `left: ${(100 * index) / app.last}%` }, step.toLocaleString()),
    );
    this.ticks.replaceChildren(...ticks);
  }

  slide() {
    this.stop();
    this.app.go(Number(this.slider.value));
  }

  toggle() {
    if (this.playing) {
      this.stop();
      this.app.arrived();
    } else {
      this.playing = true;
      const { app } = this;
      app.go(app.target === app.last ? 0 : app.target + 1);
    }
    this.draw();
  }

  /** Called when a snapshot is reached. */
  arrived() {
    const { app } = this;
    if (!this.playing) return;
    if (app.target === app.last) this.stop();
    else this.timer = setTimeout(() => app.go(app.target + 1), PAUSE);
    this.draw();
  }

  stop() {
    this.playing = false;
    clearTimeout(this.timer);
  }

  draw() {
    const { app } = this;
    const { header, index } = app;
    this.play.textContent = app.say(this.playing ? "stop" : "play");
    this.slider.value = String(this.playing || !app.resting ? index : app.target);
    const step = header.steps[index].toLocaleString();
    this.slider.setAttribute("aria-valuetext", app.say("step", { step }));
    this.readout.replaceChildren(
      element("b", {}, app.say("step", { step })),
      element("span", {}, app.say("tokens", { n: header.tokens[index] })),
      element("span", {}, app.say("losses", { causal: header.causal[index], masked: header.masked[index] })),
    );
    [...this.ticks.children].forEach((tick, at) => tick.classList.toggle("here", at === index));
  }
}
