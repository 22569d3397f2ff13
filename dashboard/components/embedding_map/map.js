// The map of the whole vocabulary. Everything that only changes the view happens here; Python is asked for the
// neighbours of a chosen word and for maps that take minutes.

import { saveCsv } from "../base/csv.js";
import { element, saveFile } from "../base/dom.js";
import { Picture } from "../base/picture.js";
import { Tooltip } from "../base/tooltip.js";
import { View } from "../base/view.js";
import { Camera } from "./camera.js";
import { MapControls } from "./controls.js";
import { groupsOf, layoutsOf, mapRows, orderOf } from "./data.js";
import { Flight } from "./flight.js";
import { Gestures } from "./gestures.js";
import { Groups } from "./groups.js";
import { Lasso } from "./lasso.js";
import { onGo, onShown } from "./link.js";
import { Points } from "./points.js";
import { Projection } from "./projection.js";
import { drawMap } from "./scene.js";
import { Travel } from "./travel.js";
import { fromLink } from "./view.js";
import { Words } from "./words.js";

/** @extends {Picture<import("./data.js").MapHeader>} */
export class VocabularyMap extends Picture {
  constructor(root) {
    super(root);
    this.canvas = element("canvas", { tabindex: "0", role: "application" });
    this.tooltip = new Tooltip();
    this.live = element("p", { class: "aside", "aria-live": "polite" });
    this.camera = new Camera();
    this.tool = "move";
    this.points = new Points(0);
    this.projection = new Projection(this);
    this.groups = new Groups(this);
    this.lasso = new Lasso(this);
    this.travel = new Travel(this);
    this.flight = new Flight(this);
    this.words = new Words(this);
    this.gestures = new Gestures(this.canvas, this);
    this.link = new View((view) => this.follow(fromLink(view)));
  }

  take({ header, arrays }) {
    this.link.receive(header.channel, this.ask);
    const view = this.names ? null : fromLink(this.link.read());
    this.names = header.names;
    this.kinds = arrays.kinds.data;
    this.norms = arrays.norms.data;
    this.projection.layouts = layoutsOf(arrays);
    this.groups.all = groupsOf(header.groups, arrays.members.data);
    if (view) this.open(view);
    if (this.builtFor !== header.texts.search) this.build();
    this.listen();
    this.projection.show();
    if (view) this.camera.reset();
    Object.assign(this.camera, view?.camera);
    this.lasso.update();
  }

  /** The first view: that of a link. */
  open(view) {
    this.order = orderOf(this.kinds);
    this.points = new Points(this.names.length);
    this.projection.open(view);
    this.groups.chosen = view.groups ?? this.header.first_groups;
    this.lasso.shape = view.lasso ?? null;
  }

  build() {
    this.builtFor = this.header.texts.search;
    this.canvas.setAttribute("aria-label", this.say("canvas"));
    this.controls = new MapControls(this);
    this.stage = element("div", { class: "stage" }, this.canvas, this.controls.tools, this.controls.hint);
    const below = [this.live, this.groups.element, this.lasso.element, this.tooltip.element];
    this.root.replaceChildren(this.controls.bar, this.stage, ...below);
  }

  /**
   * A view from outside: what it names changes as if the reader had chosen it.
   *
   * @param {import("./view.js").MapView} view
   */
  follow({ word, method, dims, camera, groups, lasso }) {
    const { projection } = this;
    if (method && method !== projection.method) projection.setMethod(method);
    if (dims && dims !== projection.dims) projection.setDims(dims);
    if (groups !== undefined) this.groups.set(groups);
    if (lasso !== undefined) this.lasso.set(lasso);
    if (camera !== undefined) this.travel.set(camera);
    if (this.names.includes(word)) this.words.choose(this.names.indexOf(word), !camera);
  }

  listen() {
    this.unlisten?.();
    const stops = [
      onGo(({ row }) => this.words.choose(row, true)),
      onShown((detail) => this.words.takeShown(detail)),
    ];
    this.unlisten = () => stops.forEach((stop) => stop());
  }

  leave() {
    super.leave();
    this.link.leave();
    this.unlisten?.();
    this.flight.stop();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width || !height) return;
    this.camera.resize(width, height);
    this.draw();
  }

  setTool(tool) {
    this.tool = tool;
    this.controls.update();
  }

  place() {
    this.projection.place(this.points, this.camera);
  }

  draw() {
    if (this.waiting || !this.camera.width) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.place();
      const labelled = drawMap(this.canvas, this);
      const [zoom, lasso] = [this.camera.zoom.toFixed(3), this.lasso.rows.length];
      Object.assign(this.root.dataset, { zoom, labels: labelled.length, lasso });
    });
  }

  savePicture() {
    this.canvas.toBlob((blob) => saveFile(`dotbogi-${this.projection.shown}.png`, blob));
  }

  saveTable() {
    saveCsv(`dotbogi-${this.projection.shown}`, mapRows(this.names, this.norms, this.projection.layout));
  }
}
