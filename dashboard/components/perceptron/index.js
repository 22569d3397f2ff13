// The graph or the surface of a perceptron. See dashboard/figures/perceptron.py.

import { element } from "../base/dom.js";
import { mount } from "../base/mounting.js";
import { Picture } from "../base/picture.js";
import { Tooltip } from "../base/tooltip.js";
import { graphRows, surfaceRows } from "./files.js";
import { Graph } from "./graph.js";
import { Surface } from "./surface.js";

const KINDS = { graph: Graph, surface: Surface };

class Frame extends Picture {
  constructor(root, kind) {
    super(root);
    this.stage = element("div", { class: "stage" });
    this.tooltip = new Tooltip();
    this.drawing = new KINDS[kind](this.stage, this.tooltip);
    root.replaceChildren(this.stage, this.tooltip.element);
  }

  take({ header, arrays }) {
    this.tooltip.hide();
    const pick = (point) => this.trigger("pick", point);
    Object.assign(this.drawing, { header, arrays, pick, theme: this.theme });
  }

  draw(width) {
    this.drawing.draw(width);
  }

  files() {
    const { header, arrays } = this;
    const name = `dotbogi-${header.kind}`;
    if (header.kind === "surface") return { name, rows: () => surfaceRows(header, arrays) };
    return { name, rows: () => graphRows(header, arrays), layers: () => [this.stage.querySelector("svg")] };
  }
}

export default mount((root, { kind }) => new Frame(root, kind));
