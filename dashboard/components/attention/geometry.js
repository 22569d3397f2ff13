// Where the parts of a matrix stand.

export const LABEL_CELL = 11; // smallest cell that still gets its label
export const LABEL_ROOM = 104;
export const LABEL_SIZE = 13;
const PAD = 10;

/** Where everything stands, in CSS pixels; `cell` is the side of one cell, `angle` that of the column labels. */
export function matrixGeometry(context, scene, width, height, zoom) {
  const { items, start } = scene.matrix;
  const count = items.length;
  context.font = scene.font(LABEL_SIZE);
  const measured = Math.max(...items.map((item) => context.measureText(item.label).width));
  const widest = Math.min(LABEL_ROOM, measured);
  const number = context.measureText(String(count)).width;
  const apart = start ? 46 : 0;
  const least = scene.coarse && count <= 64 ? 16 : 1;
  const fit = (labels, angle) => {
    const left = (labels ? widest : number) + 14 + apart;
    const top = labels && angle ? 22 + widest * Math.sin(angle) : 28;
    const overhang = labels && angle ? PAD + widest * Math.cos(angle) : PAD;
    const fitting = Math.min((width - left - overhang) / count, (height - top - PAD) / count, 60);
    return { left, top, overhang, cell: Math.max(fitting, least) * zoom, labels, angle };
  };
  let geometry = fit(true, Math.PI / 4);
  if (geometry.cell < LABEL_CELL) geometry = fit(false, 0);
  else geometry = fit(true, widest <= geometry.cell - 6 ? 0 : labelAngle(geometry.cell));
  const side = geometry.cell * count;
  const { left, top, overhang } = geometry;
  return { ...geometry, apart, side, width: left + side + overhang, height: top + side + PAD };
}

/** Steep enough that neighbouring labels do not touch. */
function labelAngle(cell) {
  return Math.max(Math.PI / 4, Math.asin(Math.min(1, (LABEL_SIZE + 3) / cell)));
}

/** The cell at a place of the window that has scrolled so far; column −1 is the start token set apart, null none. */
export function cellUnder({ left, top, cell, apart }, count, x, y, scrollLeft, scrollTop) {
  const row = Math.floor((y + scrollTop - top) / cell);
  const column = Math.floor((x + scrollLeft - left) / cell);
  if (row < 0 || row >= count || y < top) return null;
  if (apart && x >= left - apart && x < left - 4) return { row, column: -1 };
  return x >= left && column >= 0 && column < count ? { row, column } : null;
}
