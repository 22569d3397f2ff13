// The map's camera, lasso and groups <-> how they stand in the URL.

const WHOLE = 1000; // camera and lasso stand there in thousandths

/** The parts of a link's view as the map uses them; those it does not name are left out. */
export function fromLink({ camera, groups, lasso, ...view }) {
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
