// Names beside points, never one over another: whoever comes first in the order of importance gets the room.

const HEIGHT = 16;
const GAP = 3;
const MOST_TRIED = 2000; // in a crowd most names find no room; looking on would only cost time
const SIDES = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
];

/** Choose which names are drawn and where. `rows` in the order of importance; most stop after `limit`. */
export function placeLabels(context, { rows, names, points, camera, radius, limit, font }) {
  const taken = [];
  const placed = [];
  let tried = 0;
  context.font = font;
  for (const row of rows) {
    if (placed.length >= limit || tried >= MOST_TRIED) break;
    if (!points.inside(row, camera, 0)) continue;
    tried += 1;
    const width = context.measureText(names[row]).width;
    const box = roomFor(points.x[row], points.y[row], width, radius, camera, taken);
    if (!box) continue;
    taken.push(box);
    placed.push({ row, x: box.left, y: box.top + HEIGHT / 2 });
  }
  return placed;
}

function roomFor(x, y, width, radius, camera, taken) {
  for (const [dx, dy] of SIDES) {
    const left = dx > 0 ? x + radius + GAP : dx < 0 ? x - radius - GAP - width : x - width / 2;
    const top = dy === 0 ? y - HEIGHT / 2 : dy < 0 ? y - radius - HEIGHT - 1 : y + radius + 1;
    const box = { left, top, right: left + width, bottom: top + HEIGHT };
    const on =
      box.left >= 2 && box.top >= 2 && box.right <= camera.width - 2 && box.bottom <= camera.height - 2;
    if (on && !taken.some((other) => overlaps(box, other))) return box;
  }
  return null;
}

function overlaps(a, b) {
  return a.left < b.right + GAP && b.left < a.right + GAP && a.top < b.bottom && b.top < a.bottom;
}

/** Draw names with a rim in the colour of the paper, so they stay legible on any ground. */
export function drawLabels(context, placed, { names, theme, inkOf, fontOf }) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = theme.paper;
  for (const { row, x, y } of placed) {
    context.font = fontOf(row);
    context.strokeText(names[row], x, y);
    context.fillStyle = inkOf(row);
    context.fillText(names[row], x, y);
  }
}
