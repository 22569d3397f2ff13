// Names, never one over another: whoever comes first in the order of importance gets the room.

const HEIGHT = 16;
const GAP = 3;
const MOST_TRIED = 2000; // in a crowd most names find no room; looking on would only cost time
const SIDES = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
];

/** The first of `boxes` {left, top, right, bottom} that lies on none of `taken`, among which it then is; or null. */
export function firstFree(boxes, taken, gap = GAP) {
  const touches = (a, b) =>
    a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom && b.top < a.bottom;
  for (const box of boxes)
    if (!taken.some((other) => touches(box, other))) {
      taken.push(box);
      return box;
    }
  return null;
}

/** Choose which names are drawn beside points, and where. `rows` in the order of importance, `limit` of them at most. */
export function placeLabels(context, { rows, names, points, camera, radius, limit, font }) {
  const taken = [];
  const placed = [];
  let tried = 0;
  context.font = font;
  for (const row of rows) {
    if (placed.length >= limit || tried >= MOST_TRIED) break;
    if (!points.inside(row, camera, 0)) continue;
    tried += 1;
    const { width } = context.measureText(names[row]);
    const box = firstFree(besides(points.x[row], points.y[row], width, radius, camera), taken);
    if (box) placed.push({ row, x: box.left, y: box.top + HEIGHT / 2 });
  }
  return placed;
}

/** The four places beside a point, as far as they are on screen. */
function besides(x, y, width, radius, screen) {
  const boxes = SIDES.map(([dx, dy]) => {
    const left = dx > 0 ? x + radius + GAP : dx < 0 ? x - radius - GAP - width : x - width / 2;
    const top = dy === 0 ? y - HEIGHT / 2 : dy < 0 ? y - radius - HEIGHT - 1 : y + radius + 1;
    return { left, top, right: left + width, bottom: top + HEIGHT };
  });
  return boxes.filter(
    ({ left, top, right, bottom }) =>
      left >= 2 && top >= 2 && right <= screen.width - 2 && bottom <= screen.height - 2,
  );
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

/** Shift one-line labels {x, y, width} up or down until none stands on another; y is changed in place. */
export function spreadLabels(labels, height, { low = -Infinity, high = Infinity } = {}) {
  const taken = [];
  const shifts = [
    0,
    ...Array.from({ length: 24 }, (_, i) => ((i >> 1) + 1) * (i % 2 ? 1 : -1) * height * 0.5),
  ];
  for (const label of labels) {
    const heights = shifts.map((shift) => label.y + shift).filter((y) => y >= low && y <= high);
    const boxes = heights.map((y) => ({
      left: label.x,
      right: label.x + label.width,
      top: y,
      bottom: y + height,
    }));
    label.y = firstFree(boxes, taken, 4)?.top ?? label.y;
  }
  return labels;
}
