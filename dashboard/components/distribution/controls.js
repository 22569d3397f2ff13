// The sampling settings: a slider and a field each. Nothing here asks Python.

import { element } from "../base/dom.js";
import { SETTINGS, STEPS } from "./settings.js";
import { checked, DRAWING, standard } from "./view.js";

const T_TICKS = [0.01, 0.1, 1, 10, 100];

export class Controls {
  constructor(app) {
    this.app = app;
    this.rows = Object.fromEntries(Object.keys(SETTINGS).map((key) => [key, this.row(key)]));
    this.seed = this.field("seed");
    const other = element(
      "button",
      {
        type: "button",
        class: "action small",
        dataset: { action: "other_seed" },
        onclick: () => app.choose({ seed: app.view.seed + 1 }),
      },
      app.say("other_seed"),
    );
    this.reset = element(
      "button",
      {
        type: "button",
        class: "action small",
        dataset: { action: "reset" },
        onclick: () => app.choose({ ...standard(app.link.keys, DRAWING), seed: app.view.seed }),
      },
      app.say("reset"),
    );
    const title = element(
      "div",
      { class: "settings-head" },
      element("h3", {}, app.say("settings_title")),
      this.reset,
    );
    const seed = element("label", { for: "seed" }, app.say("seed_label"));
    this.element = element(
      "div",
      { class: "controls" },
      title,
      Object.values(this.rows).map(({ element: row }) => row),
      element(
        "div",
        { class: "control seed", title: app.say("seed_help") },
        seed,
        element("span", {}, other),
        this.seed,
      ),
    );
  }

  row(key) {
    const { app } = this;
    const slider = element("input", {
      type: "range",
      id: `slider-${key}`,
      min: 0,
      max: STEPS,
      step: 1,
      "aria-label": app.say(`${key}_label`),
      dataset: { setting: key },
      oninput: () => app.choose({ [key]: SETTINGS[key].value(Number(slider.value), app.result.size) }),
    });
    const field = this.field(key);
    const ticks =
      key === "T"
        ? element(
            "span",
            { class: "ticks" },
            T_TICKS.map((value) =>
              element(
                "button",
                {
                  type: "button",
                  dataset: { temperature: value },
                  "aria-label": app.say("set_temperature", { value }),
                  onclick: () => app.choose({ T: value }),
                },
                String(value),
              ),
            ),
          )
        : null;
    const row = element(
      "div",
      { class: `control ${key}`, title: app.say(`${key}_help`) },
      element("label", { for: `field-${key}` }, app.say(`${key}_label`)),
      element("span", { class: "slide" }, slider, ticks),
      field,
    );
    return { element: row, slider, field };
  }

  field(key) {
    const { app } = this;
    const rule = app.link.keys[key];
    const whole = rule.kind === "integer";
    const id = key === "seed" ? "seed" : `field-${key}`;
    return element("input", {
      type: "number",
      id,
      min: rule.low,
      max: rule.high,
      step: whole ? 1 : "any",
      inputmode: whole ? "numeric" : "decimal",
      placeholder: SETTINGS[key]?.off === undefined ? null : app.say("off"),
      dataset: { field: key },
      onchange: (event) => {
        const value = checked(rule, event.target.value);
        if (value === null) this.update();
        else app.choose({ [key]: value });
      },
    });
  }

  update() {
    const { app } = this;
    for (const [key, { element: row, slider, field }] of Object.entries(this.rows)) {
      const value = app.view[key];
      const place = SETTINGS[key].place(value, app.result.size);
      if (app.root.getRootNode().activeElement !== slider) slider.value = String(place);
      slider.style.setProperty("--fill", `${(100 * Math.min(Math.max(place / STEPS, 0), 1)).toFixed(1)}%`);
      const off = value === SETTINGS[key].off;
      field.value = off ? "" : String(value);
      row.dataset.off = String(off);
      slider.setAttribute("aria-valuetext", off ? app.say("off") : String(value));
    }
    this.seed.value = String(app.view.seed);
    this.reset.disabled = Object.keys(SETTINGS).every((key) => app.view[key] === app.link.keys[key].default);
  }
}
