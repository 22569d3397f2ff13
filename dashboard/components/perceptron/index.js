// The graph or the surface of a perceptron. Streamlit calls this at the start, and again for new data, a new theme,
// or a rerun of the page. See dashboard/figures/perceptron.py.

import { element } from "../base/dom.js";
import { Tooltip } from "../base/tooltip.js";
import { readTheme } from "../embedding_map/theme.js";
import { whenGone } from "../base/mounting.js";
import { unpack } from "../base/payload.js";
import { Graph } from "./graph.js";
import { Surface } from "./surface.js";

const KINDS = { graph: Graph, surface: Surface };
const shown = new WeakMap();

export default function perceptron({ data, parentElement, setTriggerValue }) {
  if (!data) return undefined;
  const root = parentElement.querySelector(".perceptron");
  const payload = unpack(data);
  let frame = shown.get(root);
  if (!frame) shown.set(root, (frame = new Frame(root, KINDS[payload.header.kind])));
  frame.picture.pick = (point) => setTriggerValue("pick", point);
  frame.receive(payload);
  return whenGone(parentElement, () => frame.leave());
}

class Frame {
  constructor(root, Kind) {
    this.root = root;
    this.stage = element("div", { class: "stage" });
    this.tooltip = new Tooltip();
    this.picture = new Kind(this.stage, this.tooltip);
    root.replaceChildren(this.stage, this.tooltip.element);
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(root);
  }

  receive({ header, arrays }) {
    this.tooltip.hide();
    Object.assign(this.picture, { header, arrays, theme: readTheme(this.root, header.colours) });
    this.width = 0;
    this.draw();
  }

  draw() {
    const width = this.stage.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    this.picture.draw(width);
  }

  leave() {
    this.sizes.disconnect();
    shown.delete(this.root);
  }
}
