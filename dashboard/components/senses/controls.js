// The layer, the masks to look at, and which cosine.

import { element } from "../base/dom.js";
import { CHOICES } from "./view.js";

const PAUSE = 1100; // milliseconds between layers

export class Controls {
  constructor(app) {
    this.app = app;
    this.timer = null;
    this.play = element("button", { type: "button", class: "tool play", onclick: () => this.toggle() });
    this.layers = element("span", { class: "options" });
    const layer = element(
      "fieldset",
      { class: "switch layers" },
      element("legend", {}, app.say("layer")),
      this.layers,
      this.play,
    );
    this.choices = Object.entries(CHOICES).map(([key, names]) => this.choice(key, names));
    this.element = element("div", { class: "controls" }, layer, this.choices);
    this.build();
  }

  build() {
    const { app } = this;
    const names = Array.from({ length: app.data.layers }, (_, layer) => layer);
    this.layers.replaceChildren(
      ...names.map((layer) =>
        option("layer", layer, app.layerShort(layer), app.layerName(layer), () => this.pick(layer)),
      ),
    );
  }

  choice(key, names) {
    const { app } = this;
    const options = names.map((name) =>
      option(key, name, app.say(`${key}_${name}`), null, () => app.choose({ [key]: name })),
    );
    return element(
      "fieldset",
      { class: "switch" },
      element("legend", {}, app.say(key)),
      element("span", { class: "options" }, options),
    );
  }

  pick(layer) {
    this.stop();
    this.app.choose({ layer });
  }

  toggle() {
    if (this.timer) {
      this.stop();
    } else {
      const { data, view } = this.app;
      if (view.layer === data.layers - 1) this.app.choose({ layer: 0 });
      this.timer = setInterval(() => this.step(), PAUSE);
    }
    this.update();
  }

  step() {
    const { data, view } = this.app;
    if (view.layer < data.layers - 1) this.app.choose({ layer: view.layer + 1 });
    if (this.app.view.layer === data.layers - 1) this.stop();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.update();
  }

  update() {
    const { app } = this;
    this.play.textContent = this.timer ? app.say("stop") : app.say("play");
    if (this.layers.childElementCount !== app.data.layers) this.build();
    for (const input of this.element.querySelectorAll("input"))
      input.checked = String(app.view[input.dataset.key]) === input.value;
  }
}

function option(key, value, label, title, onchange) {
  const input = element("input", {
    type: "radio",
    name: `senses-${key}`,
    value,
    dataset: { key },
    onchange,
    "aria-label": title,
  });
  return element("label", { title }, input, element("span", {}, label));
}
