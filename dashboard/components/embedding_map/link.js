// What the reader is looking at <-> the URL, and word from one picture to another, all without Python.

const CHOICES = { method: ["pca", "tsne", "umap"], dims: ["2", "3"] };
const WHOLE = 1000; // camera and lasso stand in the URL in thousandths
const GO = "dotbogi-embedding-go";
const SHOWN = "dotbogi-embedding-shown";
let lastShown = null;

/** The parts of the map's view that the URL holds and that make sense. */
export function readMapView() {
  const values = new URLSearchParams(window.location.search);
  const view = {};
  for (const [key, names] of Object.entries(CHOICES))
    view[key] = names.includes(values.get(key)) ? values.get(key) : names[0];
  const camera = numbers(values.get("camera"));
  if (camera.length === 5 && camera[2] > 0) {
    const [x, y, zoom, yaw, pitch] = camera;
    view.camera = { x: x / WHOLE, y: y / WHOLE, zoom: zoom / WHOLE, yaw: yaw / WHOLE, pitch: pitch / WHOLE };
  }
  if (values.has("groups"))
    view.groups = values.get("groups") === "none" ? [] : values.get("groups").split(",");
  const lasso = numbers(values.get("lasso"));
  if (lasso.length >= 8 && lasso.length % 2 === 0)
    view.lasso = {
      yaw: lasso[0] / WHOLE,
      pitch: lasso[1] / WHOLE,
      points: lasso.slice(2).map((n) => n / WHOLE),
    };
  return view;
}

/** Write keys into the URL without a new entry in the history; null takes a key out. */
export function writeKeys(values) {
  const url = new URL(window.location.href);
  for (const [key, value] of Object.entries(values)) {
    if (value === null) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
}

export function cameraText({ x, y, zoom, yaw, pitch }) {
  return [x, y, zoom, yaw, pitch].map(thousandths).join(",");
}

export function lassoText({ yaw, pitch, points }) {
  return [yaw, pitch, ...points].map(thousandths).join(",");
}

function thousandths(value) {
  return Math.round(value * WHOLE);
}

function numbers(raw) {
  const parts = (raw ?? "").split(",");
  return parts.every((part) => /^-?\d{1,7}$/.test(part)) ? parts.map(Number) : [];
}

/** Ask the map to go to a row of W_E. */
export function go(row) {
  window.dispatchEvent(new CustomEvent(GO, { detail: { row } }));
}

export function onGo(listener) {
  return listen(GO, listener);
}

/** Tell the map what the panel shows: the word, its cosines with all rows, its neighbours, the sentence. */
export function shown(detail) {
  lastShown = detail;
  window.dispatchEvent(new CustomEvent(SHOWN, { detail }));
}

/** The listener hears at once what was told before it came. */
export function onShown(listener) {
  if (lastShown) listener(lastShown);
  return listen(SHOWN, listener);
}

function listen(name, listener) {
  const handler = (event) => listener(event.detail);
  window.addEventListener(name, handler);
  return () => window.removeEventListener(name, handler);
}
