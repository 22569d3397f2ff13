// The map of the whole vocabulary. Everything that only changes the view happens here; Python is asked for the
// neighbours of a chosen word and for maps that take minutes.

import { element, saveFile } from "../base/dom.js";
import { filled } from "../base/format.js";
import { Camera, frameOf } from "./camera.js";
import { Gestures } from "./gestures.js";
import { LassoList } from "./lasso.js";
import { MapControls } from "./controls.js";
import { Points } from "./points.js";
import { cameraText, lassoText, onGo, onShown, readMapView, writeKeys } from "./link.js";
import { drawMap } from "./scene.js";
import { quoted, signed } from "./wording.js";

const FLIGHT = 650; // milliseconds
const REACH = 12;
const REACH_TOUCH = 26;

export class VocabularyMap {
  constructor(root) {
    this.root = root;
    this.canvas = element("canvas", { tabindex: "0", role: "application" });
    this.note = element("div", { class: "tooltip", hidden: true });
    this.hint = element("p", { class: "map-hint", hidden: true });
    this.live = element("p", { class: "aside", "aria-live": "polite" });
    this.camera = new Camera();
    this.tool = "move";
    this.near = this.sentence = this.lassoRows = this.groups = [];
    this.row = this.hovered = -1;
    this.gestures = new Gestures(this.canvas, this);
    this.observer = new ResizeObserver(() => this.resize());
  }

  receive({ header, arrays }) {
    const first = !this.names;
    this.texts = header.texts;
    this.header = header;
    this.names = header.names;
    this.kinds = arrays.kinds.data;
    this.norms = arrays.norms.data;
    this.maps = { pca: [arrays.pca.data, 3] };
    for (const method of ["tsne", "umap"]) if (arrays[method]) this.maps[method] = [arrays[method].data, 2];
    this.allGroups = groupsOf(header.groups, arrays.members.data);
    this.order ??= orderOf(this.kinds);
    this.points ??= new Points(this.names.length);
    if (first || this.builtFor !== this.texts.search) this.build(first);
    this.listen();
    this.showMethod(first);
    this.lasso.update();
    this.resize();
  }

  say(key, values) {
    return filled(this.texts[key], values);
  }

  build(first) {
    this.builtFor = this.texts.search;
    if (first) this.open(readMapView());
    this.canvas.setAttribute("aria-label", this.say("canvas"));
    this.controls = new MapControls(this);
    this.lasso = new LassoList(this);
    this.stage = element("div", { class: "stage" }, this.canvas, this.controls.tools, this.hint, this.note);
    this.root.replaceChildren(
      this.controls.bar,
      this.stage,
      this.live,
      this.controls.groups,
      this.lasso.element,
    );
    this.observer.disconnect();
    this.observer.observe(this.stage);
  }

  /** Take up the view of a link. */
  open(view) {
    this.method = view.method;
    this.dims = view.dims;
    this.chosenGroups = view.groups ?? this.header.first_groups;
    this.linkedCamera = view.camera;
    this.lassoShape = view.lasso ?? null;
  }

  listen() {
    this.unlisten?.();
    const [stopGo, stopShown] = [
      onGo(({ row }) => this.choose(row, true)),
      onShown((detail) => this.takeShown(detail)),
    ];
    this.unlisten = () => {
      stopGo();
      stopShown();
    };
  }

  leave() {
    this.observer.disconnect();
    this.unlisten?.();
    this.stopFlying();
  }

  takeShown({ row, near, cosines, sentence }) {
    const news = this.row !== row && this.row >= 0;
    Object.assign(this, { row, near, cosines, sentence });
    this.root.dataset.row = row;
    if (news && !this.onScreen(row)) this.flyTo(row);
    this.draw();
  }

  // Which map is on screen

  get solid() {
    return this.dims === "3" && this.shownMethod === "pca";
  }

  setMethod(method) {
    this.method = method;
    writeKeys({ method: method === "pca" ? null : method });
    if (!this.maps[method]) this.ask("method", method);
    this.showMethod(false);
  }

  setDims(dims) {
    this.dims = dims;
    writeKeys({ dims: dims === "2" ? null : dims });
    this.camera.frame = frameOf(this.coordinates, this.size, this.solid);
    this.clearLasso();
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
    if (other) this.morph(...from, coordinates, size);
    if (this.lassoShape) this.lassoRows = this.rowsInLasso();
    this.controls.update();
    this.root.dataset.method = shown;
  }

  /** Let every point travel from its old place to its new one, so that the eye can follow a few of them. */
  morph(from, fromSize, to, size) {
    const blend = new Float32Array(2 * this.names.length);
    this.clearLasso();
    this.camera.reset();
    this.settled();
    this.animate(FLIGHT, (part) => {
      for (let i = 0; i < this.names.length; i += 1)
        for (let axis = 0; axis < 2; axis += 1)
          blend[2 * i + axis] = from[fromSize * i + axis] * (1 - part) + to[size * i + axis] * part;
      [this.coordinates, this.size] = part < 1 ? [blend, 2] : [to, size];
    });
  }

  // Moving about

  resize() {
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight];
    if (!width || !height) return;
    this.camera.resize(width, height);
    this.draw();
  }

  dragged(dx, dy, shift) {
    if (this.solid && !shift) this.camera.turn(dx, dy);
    else this.camera.pan(dx, dy);
    this.hover(null);
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

  settled() {
    const home = new Camera(this.camera.frame).state;
    const same = Object.keys(home).every((key) => Math.abs(home[key] - this.camera[key]) < 1e-3);
    writeKeys({ camera: same ? null : cameraText(this.camera.state) });
  }

  onScreen(row) {
    this.place();
    return this.points.inside(row, this.camera, -20);
  }

  flyTo(row) {
    this.place();
    const from = this.camera.state;
    const [x, y] = [this.points.plane[2 * row], this.points.plane[2 * row + 1]];
    const zoom = Math.max(from.zoom, 5);
    this.animate(
      FLIGHT,
      (part) => {
        this.camera.zoom = from.zoom * (zoom / from.zoom) ** part;
        this.camera.x = from.x + (x - from.x) * part;
        this.camera.y = from.y + (y - from.y) * part;
      },
      () => this.settled(),
    );
  }

  animate(milliseconds, step, done = () => {}) {
    this.stopFlying();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    const frame = (now) => {
      const part = still ? 1 : Math.min(1, Math.max(0, (now - start) / milliseconds));
      step(part * part * (3 - 2 * part));
      this.draw();
      if (part < 1) this.flying = requestAnimationFrame(frame);
      else done();
    };
    this.flying = requestAnimationFrame(frame);
  }

  stopFlying() {
    cancelAnimationFrame(this.flying);
  }

  // Words

  hover(x, y) {
    const found = x === null ? -1 : this.points.nearest(x, y, REACH, this.preferred());
    if (found === this.hovered && found < 0) return;
    this.hovered = found;
    this.canvas.style.cursor = this.tool === "lasso" ? "crosshair" : found >= 0 ? "pointer" : "grab";
    this.note.hidden = found < 0;
    if (found >= 0) this.describe(found, x, y);
    this.draw();
  }

  preferred() {
    return new Set([this.row, ...this.near, ...this.groups.flatMap((group) => group.rows)]);
  }

  describe(row, x, y) {
    const facts = [this.say("id", { id: row }), this.say("norm", { norm: this.norms[row].toFixed(4) })];
    if (this.cosines && this.row >= 0 && row !== this.row)
      facts.push(this.say("cosine", { name: this.names[this.row], cosine: signed(this.cosines[row]) }));
    this.note.replaceChildren(
      element("b", {}, this.names[row]),
      ...facts.map((fact) => element("span", {}, fact)),
    );
    const left = x + 16 + this.note.offsetWidth > this.camera.width ? x - 16 - this.note.offsetWidth : x + 16;
    this.note.style.left = `${Math.max(4, left)}px`;
    this.note.style.top = `${Math.min(Math.max(4, y + 14), this.camera.height - this.note.offsetHeight - 4)}px`;
  }

  pick(x, y, pointer) {
    const reach = pointer === "touch" ? REACH_TOUCH : REACH;
    const row = this.points.nearest(x, y, reach, this.preferred());
    if (row < 0) return;
    this.choose(row, false);
    if (pointer === "touch") this.hover(x, y);
  }

  /** Choose a word: Python finds its neighbours, the panel beside shows them. */
  choose(row, fly) {
    if (row === this.row && !fly) return;
    Object.assign(this, { row, near: [], cosines: null });
    writeKeys({ word: this.names[row] });
    this.ask("word", this.names[row]);
    if (fly) this.flyTo(row);
    this.draw();
  }

  unknown(typed) {
    this.ask("word", typed);
  }

  // Groups and the lasso

  toggleGroup(name) {
    const on = this.chosenGroups.includes(name);
    this.chosenGroups = on
      ? this.chosenGroups.filter((other) => other !== name)
      : [...this.chosenGroups, name];
    const same = this.chosenGroups.join() === this.header.first_groups.join();
    writeKeys({ groups: same ? null : this.chosenGroups.join() || "none" });
    this.controls.update();
    this.draw();
  }

  setTool(tool) {
    this.tool = tool;
    this.controls.update();
  }

  startLasso(x, y) {
    this.lassoing = this.camera.fromScreen(x, y);
    this.hover(null);
  }

  growLasso(x, y) {
    if (!this.lassoing) return;
    const [lastX, lastY] = this.camera.toScreen(...this.lassoing.slice(-2));
    if (Math.hypot(x - lastX, y - lastY) < 6) return;
    this.lassoing.push(...this.camera.fromScreen(x, y));
    this.draw();
  }

  endLasso(keep) {
    const points = thinned(this.lassoing ?? []);
    this.lassoing = null;
    if (keep && points.length >= 6) {
      this.lassoShape = { yaw: this.camera.yaw, pitch: this.camera.pitch, points };
      this.lassoRows = this.rowsInLasso();
      writeKeys({ lasso: lassoText(this.lassoShape) });
      this.setTool("move");
      this.lasso.update();
    }
    this.draw();
  }

  rowsInLasso() {
    const camera = Object.assign(new Camera(this.camera.frame), this.camera, {
      yaw: this.lassoShape.yaw,
      pitch: this.lassoShape.pitch,
    });
    const points = new Points(this.names.length);
    points.place(camera, this.coordinates, this.size, this.solid);
    return points.within(this.lassoShape.points);
  }

  clearLasso() {
    this.lassoing = this.lassoShape = null;
    this.lassoRows = [];
    writeKeys({ lasso: null });
    this.lasso?.update();
    this.draw();
  }

  showHint() {
    this.hint.textContent = this.say("wheel");
    this.hint.hidden = false;
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => {
      this.hint.hidden = true;
    }, 1500);
  }

  // Drawing

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
      this.labelled = drawMap(this.canvas, this);
      Object.assign(this.root.dataset, {
        zoom: this.camera.zoom.toFixed(3),
        labels: this.labelled.length,
        lasso: this.lassoRows.length,
      });
    });
  }

  /** Where a row stands in the window; for tests and for the reader's own scripts. */
  screenPlace(row) {
    return [this.points.x[row], this.points.y[row]];
  }

  savePicture() {
    this.canvas.toBlob((blob) => saveFile(`dotbogi-${this.shownMethod}.png`, blob));
  }

  saveCsv() {
    const head = ["id", "token", "norm", ...["x", "y", "z"].slice(0, this.size)];
    const lines = this.names.map((name, i) =>
      [i, quoted(name), this.norms[i], ...this.coordinates.slice(this.size * i, this.size * (i + 1))].join(
        ",",
      ),
    );
    saveFile(`dotbogi-${this.shownMethod}.csv`, new Blob([`\ufeff${[head, ...lines].join("\n")}\n`]));
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
  const rows = [...kinds.keys()];
  return rows.sort((a, b) => kinds[a] - kinds[b] || a - b);
}

// A lasso in a link has at most 40 corners.
function thinned(points) {
  const corners = points.length / 2;
  const step = Math.max(1, Math.ceil(corners / 40));
  return points.filter((_, index) => Math.floor(index / 2) % step === 0);
}
