// The map's search box, switches, tools and chips of groups.

import { checkChoices, choice, tool } from "../base/controls.js";
import { element } from "../base/dom.js";
import { linkTool } from "../base/export.js";
import { percentText } from "../base/format.js";
import { svg } from "../base/svg.js";
import { Search } from "./search.js";

const HINTED = 1500; // milliseconds for which a hint stands

export class MapControls {
  constructor(map) {
    this.map = map;
    this.search = new Search({
      label: map.say("search"),
      placeholder: map.say("search_hint"),
      none: map.say("search_none"),
      choose: (row) => map.words.choose(row, true),
      unknown: (typed) => map.ask("word", typed),
    });
    this.explained = element("span", { class: "explained" });
    this.bar = element(
      "div",
      { class: "bar" },
      this.search.element,
      this.choice("method", ["pca", "tsne", "umap"], (value) => map.projection.setMethod(value)),
      this.choice("dims", ["2", "3"], (value) => map.projection.setDims(value)),
      this.explained,
    );
    this.tools = element(
      "div",
      { class: "tools" },
      this.tool("+", "zoom_in", () => this.zoom(1.5)),
      this.tool("−", "zoom_out", () => this.zoom(1 / 1.5)),
      this.tool("⤢", "reset", () => map.travel.set(null)),
      this.tool(lassoIcon(), "lasso", () => map.setTool(map.tool === "lasso" ? "move" : "lasso")),
      this.tool("PNG", "save_picture", () => map.savePicture()),
      this.tool("CSV", "save_csv", () => map.saveTable()),
      linkTool(map.root),
    );
    this.hint = element("p", { class: "map-hint", hidden: true });
  }

  zoom(factor) {
    this.map.travel.magnify(factor);
    this.map.travel.settled();
  }

  /** The wheel scrolls the page until the map has been clicked: say so. */
  showHint() {
    this.hint.textContent = this.map.say("wheel");
    this.hint.hidden = false;
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => {
      this.hint.hidden = true;
    }, HINTED);
  }

  tool(text, key, onclick) {
    return tool(text, key, this.map.say(key), onclick);
  }

  choice(name, values, onchange) {
    const options = values.map((value) => ({ value, text: this.map.say(`${name}_${value}`) }));
    return choice({ name, legend: this.map.say(name), options, onchange });
  }

  /** Bring all controls in line with the map. */
  update() {
    const { map } = this;
    const { method, dims, shown, solid } = map.projection;
    this.search.names = map.names;
    checkChoices(this.bar, { method, dims });
    /** @type {NodeListOf<HTMLInputElement>} */
    const inputs = this.bar.querySelectorAll(".switch input");
    for (const input of inputs) {
      if (input.name === "dims") input.disabled = input.value === "3" && shown !== "pca";
      if (input.name === "method") input.disabled = map.header.missing.includes(input.value);
      input.parentElement.title = input.disabled ? map.say(`${input.name}_disabled`) : "";
    }
    this.explained.textContent = this.explanation();
    for (const button of this.tools.querySelectorAll("[data-tool=lasso]"))
      button.setAttribute("aria-pressed", String(map.tool === "lasso"));
    map.canvas.style.cursor = map.tool === "lasso" ? "crosshair" : "grab";
    map.live.textContent =
      map.tool === "lasso" ? map.say("lasso_hint") : map.say(solid ? "hint_3" : "hint_2");
    map.groups.update();
  }

  explanation() {
    const { map } = this;
    const { shown, solid } = map.projection;
    if (shown !== "pca") return map.say(`${shown}_note`);
    const shares = map.header.explained.slice(0, solid ? 3 : 2);
    const sum = shares.reduce((total, share) => total + share, 0);
    const first = map.header.first_component;
    return map.say("explained", { sum: percentText(sum), first, last: first + shares.length - 1 });
  }
}

function lassoIcon() {
  const loop = "M8 2C4 2 1.5 3.8 1.5 6.2S4 10.4 8 10.4s6.5-1.8 6.5-4.2S12 2 8 2z";
  return svg(
    "svg",
    { viewBox: "0 0 16 16", width: 17, height: 17, "aria-hidden": "true", class: "icon" },
    svg("path", { d: loop, "stroke-dasharray": "2.6 1.7" }),
    svg("path", { d: "M5 9.8c-1.6.6-1.8 2.2-.4 2.6 1.3.4 1.6 1.4.7 2.4" }),
  );
}
