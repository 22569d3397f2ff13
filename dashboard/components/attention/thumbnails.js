// Where the small pictures stand, and how they are drawn on their canvas.

import { AGGREGATES } from "./data.js";

const GAP = 6;
const SIDE = 30; // room for the layers' numbers
const TOP = 24; // room for the heads' numbers
const LARGEST = 96;

/** Their side, and the left and upper edge of each; mean and maximum stand apart from the heads. */
export function spriteGeometry(width, columns, { layers, heads }) {
  const room = width - SIDE - GAP * columns - GAP;
  const size = Math.max(8, Math.min(LARGEST, Math.floor(room / columns)));
  const left = (index) => SIDE + index * (size + GAP) + (index >= heads ? 2 * GAP : 0);
  const top = (layer) => TOP + (layer - 1) * (size + GAP);
  return { size, left, top, height: TOP + layers * (size + GAP) };
}

export function drawSprite(context, sprite, { size, left, top }) {
  const { data, view, inks } = sprite.app;
  context.font = `500 12px ${inks.font}`;
  context.textBaseline = "middle";
  for (let layer = 1; layer <= data.layers; layer += 1) {
    context.textAlign = "right";
    context.fillStyle = layer === view.layer ? inks.text : inks.soft;
    context.fillText(String(layer), SIDE - 10, top(layer) + size / 2);
    sprite.columns.forEach((head, index) => {
      const picture = sprite.picture(layer, head);
      context.imageSmoothingEnabled = picture.width > size * 2;
      context.drawImage(picture, left(index), top(layer), size, size);
      context.strokeStyle = inks.line;
      context.lineWidth = 1;
      context.strokeRect(left(index) - 0.5, top(layer) - 0.5, size + 1, size + 1);
    });
  }
  context.textAlign = "center";
  sprite.columns.forEach((head, index) => {
    context.fillStyle = head === view.head ? inks.text : inks.soft;
    const name = AGGREGATES.includes(head) ? sprite.app.say(`${head}_short`) : String(head);
    context.fillText(name, left(index) + size / 2, TOP / 2 - 2);
  });
}
