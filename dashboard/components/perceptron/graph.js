// The network for one point: nodes hold what it computed, edges are coloured by their weights or by their gradients.

import { element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { picture, svg, textWidth } from "../base/svg.js";
import { pair } from "../base/tooltip.js";
import { edgesOf } from "./edges.js";

const HEIGHT = 470;
const TOP = 34; // for the names of the layers
const LABEL = "14px sans-serif";

/**
 * @typedef {object} GraphHeader what `graph` of figures/perceptron.py packs
 * @property {string} kind
 * @property {string} label_text
 * @property {number[]} sizes
 * @property {number|null} label
 * @property {"weights"|"gradients"} shown
 * @property {Record<string, string>} texts
 */

export class Graph {
  constructor(stage, tooltip) {
    /** @type {GraphHeader} */
    this.header = null;
    /** @type {Record<string, import("../base/payload.js").Block>} */
    this.arrays = {};
    this.stage = stage;
    this.tooltip = tooltip;
    stage.addEventListener("pointerover", (event) => this.explain(event));
    stage.addEventListener("pointerleave", () => tooltip.hide());
  }

  draw(width) {
    const { sizes, texts } = this.header;
    const side = 40 + Math.max(textWidth(texts.orange, LABEL), textWidth(texts.blue, LABEL)); // names of inputs and outputs
    const across = (width - 2 * side) / (sizes.length - 1);
    const down = (HEIGHT - TOP) / Math.max(...sizes, 3);
    this.radius = Math.min(22, across / 4, down / 2 - 3);
    this.places = sizes.map((size, layer) =>
      Array.from({ length: size }, (_, i) => [
        side + layer * across,
        TOP + (HEIGHT - TOP) / 2 + down * (i - (size - 1) / 2),
      ]),
    );
    const edges = edgesOf(this);
    const nodes = this.places.flatMap((column, layer) =>
      column.map((place, i) => this.node(place, layer, i)),
    );
    this.stage.replaceChildren(
      picture(width, HEIGHT, this.header.label_text, {}, [
        edges.map(({ line }) => line),
        edges.map(({ hit }) => hit),
        nodes,
        this.names(),
      ]),
    );
  }

  /** @param {number[]} place */
  node([x, y], layer, i) {
    const last = layer === this.header.sizes.length - 1;
    const kind = last ? ["orange", "blue"][i] : "";
    const right = last && i === this.header.label ? " right" : "";
    const number = this.number(layer, i);
    return svg(
      "g",
      {
        class: `node ${kind}${right}`,
        transform: `translate(${x} ${y})`,
        "data-layer": layer,
        "data-node": i,
      },
      svg("circle", { r: this.radius }),
      svg(
        "text",
        { dy: "0.35em", style: `font-size: ${Math.max(9, 0.62 * this.radius).toFixed(1)}px` },
        decimalText(this.arrays.outputs.data[number], 2),
      ),
    );
  }

  /** A node's place among all nodes, layer by layer. */
  number(layer, i) {
    return this.header.sizes.slice(0, layer).reduce((sum, size) => sum + size, 0) + i;
  }

  names() {
    const { sizes, texts } = this.header;
    const last = sizes.length - 1;
    const heads = sizes.map((_, layer) => {
      const name = layer === 0 ? texts.input : layer === last ? texts.output : `${texts.hidden} ${layer}`;
      return svg("text", { class: "head", x: this.places[layer][0][0], y: 16 }, name);
    });
    const beside = (layer, side, names) =>
      names.map((name, i) => {
        const [x, y] = this.places[layer][i];
        return svg(
          "text",
          {
            class: `beside ${side}`,
            x: x + (side === "before" ? -1 : 1) * (this.radius + 8),
            y,
            dy: "0.35em",
          },
          name,
        );
      });
    return [
      ...heads,
      ...beside(0, "before", ["x₁", "x₂"]),
      ...beside(last, "after", [texts.orange, texts.blue]),
    ];
  }

  explain(event) {
    const { edge, name } = event.target.dataset;
    const node = event.target.closest("[data-node]");
    if (edge === undefined && !node) {
      this.tooltip.hide();
      return;
    }
    const lines = node
      ? this.aboutNode(Number(node.dataset.layer), Number(node.dataset.node))
      : this.aboutEdge(Number(edge), name);
    if (node) this.tooltip.show(lines, node.getBoundingClientRect());
    else this.tooltip.showAt(lines, event);
  }

  aboutNode(layer, i) {
    const { outputs, sums, biases } = this.arrays;
    const number = this.number(layer, i);
    const before = number - this.header.sizes[0]; // inputs have no sum and no bias
    const rows = before < 0 ? {} : { a: sums.data[before], b: biases.data[before] };
    return pairs({ ...rows, h: outputs.data[number] }, 4);
  }

  aboutEdge(edge, name) {
    const { weights, gradients } = this.arrays;
    const rows = { w: weights.data[edge] };
    if (gradients.data.length) rows["∂loss/∂w"] = gradients.data[edge];
    return [element("b", {}, `${this.header.texts.layer} ${name}`), ...pairs(rows, 6)];
  }
}

function pairs(rows, digits) {
  return Object.entries(rows).map(([letter, value]) => pair(letter, decimalText(value, digits)));
}
