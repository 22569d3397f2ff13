import assert from "node:assert/strict";
import { test } from "node:test";

import { beside } from "../../dashboard/components/base/tooltip.js";

const WINDOW = { right: 400, bottom: 300 };
const NOTE = { width: 120, height: 60 };

function boxAt(x, y, side = 10) {
  return { left: x, right: x + side, top: y, bottom: y + side };
}

test("a note stands right of what it is about where there is room", () => {
  assert.deepEqual(beside(boxAt(100, 100), NOTE, WINDOW), { left: 124, top: 100 });
});

test("near the right edge it stands below, near the lower corner above", () => {
  const box = boxAt(370, 40);
  assert.equal(beside(box, NOTE, WINDOW).top, box.bottom + 14);
  const low = boxAt(370, 270);
  assert.equal(beside(low, NOTE, WINDOW).top, low.top - NOTE.height - 14);
});

test("wherever the pointer is, the note is inside the window and not under the pointer", () => {
  for (let x = 0; x < 400; x += 7)
    for (let y = 0; y < 300; y += 7) {
      const box = boxAt(x, y, 0);
      const { left, top } = beside(box, NOTE, WINDOW);
      assert.ok(left >= 0 && left + NOTE.width <= WINDOW.right, `${x},${y}: left ${left}`);
      assert.ok(top >= 0 && top + NOTE.height <= WINDOW.bottom, `${x},${y}: top ${top}`);
      const over = left < x && x < left + NOTE.width && top < y && y < top + NOTE.height;
      assert.ok(!over, `${x},${y} lies under the note`);
    }
});
