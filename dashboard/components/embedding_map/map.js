// The map of the whole vocabulary. Everything that only changes the view happens here; Python is asked for the
// neighbours of a chosen word and for maps that take minutes.

import { saveCsv } from "../base/csv.js";
import { element, saveFile } from "../base/dom.js";
import { Picture } from "../base/picture.js";
import { View } from "../base/view.js";
import { Tooltip } from "../base/tooltip.js";
import { Camera, frameOf } from "./camera.js";
import { MapControls } from "./controls.js";
import { Flight } from "./flight.js";
import { Gestures } from "./gestures.js";
import { Lasso } from "./lasso.js";
import { onGo, onShown } from "./link.js";
import { Points } from "./points.js";
import { drawMap } from "./scene.js";
import { cameraNumbers, fromLink } from "./view.js";
import { Words } from "./words.js";

export class VocabularyMap extends Picture {
  constructor(root) {
    super(root);
    this.canvas = element("canvas", { tabindex: "0", role: "application" });
    this.tooltip = new Tooltip();
    this.hint = element("p", { class: "map-hint", hidden: true });
    this.live = element("p", { class: "aside", "aria-live": "polite" });
    this.camera = new Camera();
    this.tool = "move";
    this.groups = [];
    this.lasso = new Lasso(this);
    this.flight = new Flight(this);
    this.words = new Words(this);
    this.gestures = new Gestures(this.canvas, this);
    this.link = new View((view) => this.follow(fromLink(view)));
  }

  take({ header, arrays }) {
    const first = !this.names;
    this.link.receive(header.channel, this.ask);
    this.names = header.names;
    this.kinds = arrays.kinds.data;
    this.norms = arrays.norms.data;
    this.maps = { pca: [arrays.pca.data, 3] };
    for (const method of ["tsne", "umap"]) if (arrays[method]) this.maps[method] = [arrays[method].data, 2];
    this.allGroups = groupsOf(header.groups, arrays.members.data);
    this.order ??= orderOf(this.kinds);
    this.points ??= new Points(this.names.length);
    if (first) this.open(fromLink(this.link.read()));
    if (this.builtFor !== header.texts.search) this.build();
    this.listen();
    this.showMethod(first);
    this.lasso.update();
  }

  /** Take up the view of a link. */
  open(view) {
    this.method = view.method ?? this.link.keys.method.default;
    this.dims = view.dims ?? this.link.keys.dims.default;
    this.chosenGroups = view.groups ?? this.header.first_groups;
    this.linkedCamera = view.camera;
    this.lasso.shape = view.lasso ?? null;
  }

  build() {
    this.builtFor = this.header.texts.search;
    this.canvas.setAttribute("aria-label", this.say("canvas"));
    this.controls = new MapControls(this);
    this.stage = element("div", { class: "stage" }, this.canvas, this.controls.tools, this.hint);
    const below = [this.live, this.controls.groups, this.lasso.element, this.tooltip.element];
    this.root.replaceChildren(this.controls.bar, this.stage, ...below);
  }

  /** A view from outside: what it names changes as if the reader had chosen it. */
  follow({ word, method, dims, camera, groups, lasso }) {
    if (method && method !== this.method) this.setMethod(method);
    if (dims && dims !== this.dims) this.setDims(dims);
    if (groups !== undefined) this.setGroups(groups ?? this.header.first_groups);
    if (lasso !== undefined) this.lasso.set(lasso);
    if (camera !== undefined) this.setCamera(camera);
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

  get solid() {
    return this.dims === "3" && this.shownMethod === "pca";
  }

  setMethod(method) {
    this.method = method;
    this.link.write({ method });
    this.link.flush();
    if (!this.maps[method]) this.ask("method", method);
    this.showMethod(false);
  }

  setDims(dims) {
    this.dims = dims;
    this.link.write({ dims });
    this.camera.frame = frameOf(this.coordinates, this.size, this.solid);
    this.lasso.clear();
    this.reset();
    this.controls.update();
  }

  /** Move the points to the wanted map; while it is being computed PCA stays. */
  showMethod(first) {
    const shown = this.maps[this.method] ? this.method : "pca";
    const [coordinates, size] = this.maps[shown];
    const other = this.shownMethod && (shown !== this.shownMethod || this.shownSpace !== this.header.space);
    const from = [this.coordinates, this.size];
    this.shownMethod = shown;
    this.shownSpace = this.header.space;
    [this.coordinates, this.size] = [coordinates, size];
    this.camera.frame = frameOf(coordinates, size, this.solid);
    if (first) this.camera.reset();
    if (first && this.linkedCamera) Object.assign(this.camera, this.linkedCamera);
    if (other) this.flight.morph(...from, coordinates, size);
    if (this.lasso.shape) this.lasso.find();
    this.controls.update();
    this.root.dataset.method = shown;
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width || !height) return;
    this.camera.resize(width, height);
    this.draw();
  }

  dragged(dx, dy, shift) {
    if (this.solid && !shift) this.camera.turn(dx, dy);
    else this.camera.pan(dx, dy);
    this.words.hover(null);
    this.draw();
  }

  magnify(factor, x, y) {
    this.camera.magnify(factor, x, y);
    this.draw();
  }

  reset() {
    this.camera.reset();
    this.draw();
    this.settled();
  }

  setCamera(state) {
    if (state) Object.assign(this.camera, state);
    else this.camera.reset();
    this.draw();
    this.settled();
  }

  settled() {
    const home = new Camera(this.camera.frame).state;
    const same = Object.keys(home).every((key) => Math.abs(home[key] - this.camera[key]) < 1e-3);
    this.link.write({ camera: same ? null : cameraNumbers(this.camera.state) });
  }

  toggleGroup(name) {
    const on = this.chosenGroups.includes(name);
    this.setGroups(on ? this.chosenGroups.filter((other) => other !== name) : [...this.chosenGroups, name]);
  }

  setGroups(names) {
    this.chosenGroups = names;
    const same = names.join() === this.header.first_groups.join();
    this.link.write({ groups: same ? null : names.join() || "none" });
    this.controls.update();
    this.draw();
  }

  setTool(tool) {
    this.tool = tool;
    this.controls.update();
  }

  showHint() {
    this.hint.textContent = this.say("wheel");
    this.hint.hidden = false;
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => {
      this.hint.hidden = true;
    }, 1500);
  }

  place() {
    this.points.place(this.camera, this.coordinates, this.size, this.solid && this.size === 3);
  }

  draw() {
    if (this.waiting || !this.camera.width) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.groups = this.chosenGroups.flatMap((name) =>
        this.allGroups.filter((group) => group.name === name),
      );
      this.place();
      const labelled = drawMap(this.canvas, this);
      const [zoom, lasso] = [this.camera.zoom.toFixed(3), this.lasso.rows.length];
      Object.assign(this.root.dataset, { zoom, labels: labelled.length, lasso });
    });
  }

  savePicture() {
    this.canvas.toBlob((blob) => saveFile(`dotbogi-${this.shownMethod}.png`, blob));
  }

  saveTable() {
    const head = ["id", "token", "norm", ...["x", "y", "z"].slice(0, this.size)];
    const place = (i) => this.coordinates.slice(this.size * i, this.size * (i + 1));
    const rows = this.names.map((name, i) => [i, name, this.norms[i], ...place(i)]);
    saveCsv(`dotbogi-${this.shownMethod}`, [head, ...rows]);
  }
}

function groupsOf(list, members) {
  let start = 0;
  return list.map(({ name, label, count }) => {
    const rows = [...members.subarray(start, start + count)];
    start += count;
    return { name, label, rows };
  });
}

// Names that most likely get room: words first, those of small id (the tokenizer's most frequent) before others.
function orderOf(kinds) {
  return [...kinds.keys()].sort((a, b) => kinds[a] - kinds[b] || a - b);
}
