// The map's camera, lasso and groups <-> how they stand in the URL.

const WHOLE = 1000; // camera and lasso stand there in thousandths

/**
 * @typedef {{x: number, y: number, zoom: number, yaw: number, pitch: number}} Place of the camera
 * @typedef {{yaw: number, pitch: number, points: number[]}} Shape of a lasso, on the map turned like this
 *
 * @typedef {object} MapView what a link says of the map; null is what the map begins with
 * @property {string} [word]
 * @property {import("./data.js").Method} [method]
 * @property {"2"|"3"} [dims]
 * @property {Place|null} [camera]
 * @property {string[]|null} [groups]
 * @property {Shape|null} [lasso]
 */

/**
 * The parts of a link's view as the map uses them; those it does not name are left out.
 *
 * @param {import("../base/codec.js").Values} link
 * @returns {MapView}
 */
export function fromLink({ camera, groups, lasso, ...view }) {
  /** @type {MapView} */
  const found = { ...view };
  if (camera !== undefined) found.camera = cameraOf(camera);
  if (groups !== undefined)
    found.groups = groups === null ? null : groups === "none" ? [] : groups.split(",");
  if (lasso !== undefined) found.lasso = lassoOf(lasso);
  return found;
}

export function cameraNumbers({ x, y, zoom, yaw, pitch }) {
  return [x, y, zoom, yaw, pitch].map(thousandths);
}

export function lassoNumbers({ yaw, pitch, points }) {
  return [yaw, pitch, ...points].map(thousandths);
}

function cameraOf(numbers) {
  if (!numbers || numbers[2] <= 0) return null;
  const [x, y, zoom, yaw, pitch] = numbers.map((number) => number / WHOLE);
  return { x, y, zoom, yaw, pitch };
}

function lassoOf(numbers) {
  if (!numbers || numbers.length % 2) return null;
  const [yaw, pitch, ...points] = numbers.map((number) => number / WHOLE);
  return { yaw, pitch, points };
}

function thousandths(value) {
  return Math.round(value * WHOLE);
}
