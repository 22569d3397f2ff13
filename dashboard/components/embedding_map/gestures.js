// Mouse, touch and keyboard on the map: drag, pinch, wheel, arrows, the lasso.

const STILL = 5; // pixels that a finger may move in a tap
const STEP = 40;

/** `map` has a camera, `tool` ("move" or "lasso"), and what is moved here. */
export class Gestures {
  constructor(canvas, map) {
    this.canvas = canvas;
    this.map = map;
    this.pointers = new Map();
    for (const [name, handler] of Object.entries({
      pointerdown: this.down,
      pointermove: this.move,
      pointerup: this.up,
      pointercancel: this.up,
      pointerleave: this.leave,
      wheel: this.wheel,
      keydown: this.key,
      dblclick: this.twice,
    }))
      canvas.addEventListener(name, handler.bind(this), { passive: false });
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  down(event) {
    if (event.button > 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.place(event));
    this.moved = 0;
    this.map.flight.stop();
    if (this.pointers.size > 1) this.map.lasso.end(false);
    else if (this.map.tool === "lasso") this.map.lasso.start(...this.place(event));
  }

  move(event) {
    const [x, y] = this.place(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      this.map.words.hover(x, y);
      return;
    }
    if (this.pointers.size === 2) this.pinch(event.pointerId, x, y);
    else this.drag(x - before[0], y - before[1], event.shiftKey, x, y);
    this.pointers.set(event.pointerId, [x, y]);
  }

  drag(dx, dy, shift, x, y) {
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (this.map.tool === "lasso") this.map.lasso.grow(x, y);
    else if (this.moved > STILL) this.map.travel.dragged(dx, dy, shift);
  }

  pinch(id, x, y) {
    this.moved = Infinity;
    const [other] = [...this.pointers].filter(([key]) => key !== id).map(([, place]) => place);
    const old = this.pointers.get(id);
    const spread = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]) || 1;
    const middle = (place) => [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2];
    const [to, from] = [middle([x, y]), middle(old)];
    this.map.camera.pan(to[0] - from[0], to[1] - from[1]);
    this.map.travel.magnify(spread([x, y]) / spread(old), ...to);
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.map.tool === "lasso" && this.map.lasso.drawing) this.map.lasso.end(event.type === "pointerup");
    else if (this.moved <= STILL && event.type === "pointerup")
      this.map.words.pick(...this.place(event), event.pointerType);
    else this.map.travel.settled();
  }

  leave() {
    if (!this.pointers.size) this.map.words.hover(null);
  }

  // A page must stay scrollable: the wheel zooms once the map has been clicked, or with Ctrl held.
  wheel(event) {
    if (!event.ctrlKey && !event.metaKey && !this.canvas.matches(":focus")) {
      this.map.controls.showHint();
      return;
    }
    event.preventDefault();
    const pixels = event.deltaMode ? event.deltaY * 30 : event.deltaY;
    this.map.travel.magnify(Math.exp(-pixels * 0.0016), ...this.place(event));
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.map.travel.settled(), 200);
  }

  twice(event) {
    if (this.map.tool !== "lasso") this.map.travel.magnify(2, ...this.place(event));
  }

  key(event) {
    const moves = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (moves[event.key]) {
      const [x, y] = moves[event.key];
      this.map.travel.dragged(x * STEP, y * STEP, event.shiftKey);
    } else if (event.key === "+" || event.key === "=") this.map.travel.magnify(1.4);
    else if (event.key === "-") this.map.travel.magnify(1 / 1.4);
    else if (event.key === "0") this.map.travel.set(null);
    else if (event.key === "Escape") this.map.lasso.clear();
    else return;
    event.preventDefault();
    this.map.travel.settled();
  }
}
