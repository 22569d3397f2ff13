// Which map is on screen: PCA, t-SNE or UMAP, flat or in space. While the wanted one is computed PCA stays.

import { frameOf } from "./camera.js";

export class Projection {
  constructor(map) {
    this.map = map;
    /** @type {ReturnType<typeof import("./data.js").layoutsOf>} what was sent */
    this.layouts = {};
    /** @type {import("./data.js").Layout} of the points on screen, which may be on their way */
    this.layout = { coordinates: new Float32Array(), size: 2 };
    /** @type {import("./data.js").Method|undefined} the wanted one may not be there yet */
    this.shown = undefined;
  }

  /** Begin as a link says. */
  open({ method, dims }) {
    const { keys } = this.map.link;
    this.method = method ?? keys.method.default;
    this.dims = dims ?? keys.dims.default;
  }

  get solid() {
    return this.dims === "3" && this.shown === "pca";
  }

  setMethod(method) {
    const { map } = this;
    this.method = method;
    map.link.write({ method });
    map.link.flush();
    if (!this.layouts[method]) map.ask("method", method);
    this.show();
  }

  setDims(dims) {
    const { map } = this;
    this.dims = dims;
    map.link.write({ dims });
    this.frame(this.layout);
    map.lasso.clear();
    map.travel.set(null);
    map.controls.update();
  }

  /** Let the points travel to the wanted map. */
  show() {
    const { map, layout: from } = this;
    const { space } = map.header;
    const shown = this.layouts[this.method] ? this.method : "pca";
    const other = this.shown && (shown !== this.shown || space !== this.space);
    this.shown = shown;
    this.space = space;
    this.layout = this.layouts[shown];
    this.frame(this.layout);
    if (other) map.flight.morph(from, this.layout);
    if (map.lasso.shape) map.lasso.find();
    map.controls.update();
    map.root.dataset.method = shown;
  }

  frame({ coordinates, size }) {
    this.map.camera.frame = frameOf(coordinates, size, this.solid);
  }

  /** Place points as a camera sees them. */
  place(points, camera) {
    const { coordinates, size } = this.layout;
    points.place(camera, coordinates, size, this.solid && size === 3);
  }
}
