// The layer, the masks to look at, and which cosine.

import { checkChoices, choice } from "../base/controls.js";
import { element } from "../base/dom.js";
import { CHOICES } from "./view.js";

const PAUSE = 1100; // milliseconds between layers

export class Controls {
  constructor(app) {
    this.app = app;
    this.timer = null;
    this.play = element("button", { type: "button", class: "tool play", onclick: () => this.toggle() });
    this.layers = element("span", {});
    this.choices = CHOICES.map((key) => {
      const options = app.data.channel.keys[key].names.map((value) => ({
        value,
        text: app.say(`${key}_${value}`),
      }));
      const onchange = (value) => app.choose({ [key]: value });
      return choice({ name: key, legend: app.say(key), options, onchange });
    });
    this.element = element("div", { class: "controls" }, this.layers, this.choices);
    this.build();
  }

  build() {
    const { app } = this;
    this.count = app.data.layers;
    const options = Array.from({ length: this.count }, (_, layer) => ({
      value: layer,
      text: app.layerShort(layer),
      label: app.layerName(layer),
    }));
    const onchange = (layer) => this.pick(layer);
    const layers = choice({ name: "layer", legend: app.say("layer"), options, onchange });
    layers.classList.add("layers");
    layers.append(this.play);
    this.layers.replaceChildren(layers);
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
    if (this.count !== app.data.layers) this.build();
    for (const box of this.choices) if (box.dataset.name === "plane") box.hidden = !app.data.labelled;
    checkChoices(this.element, app.view);
  }
}
