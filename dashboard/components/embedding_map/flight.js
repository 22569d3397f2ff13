// Movements that the eye can follow: to a word, or of all points from one map to another.

const FLIGHT = 650; // milliseconds

export class Flight {
  constructor(map) {
    this.map = map;
  }

  flyTo(row) {
    const { map } = this;
    map.place();
    const from = map.camera.state;
    const [x, y] = [map.points.plane[2 * row], map.points.plane[2 * row + 1]];
    const zoom = Math.max(from.zoom, 5);
    const step = (part) => {
      map.camera.zoom = from.zoom * (zoom / from.zoom) ** part;
      map.camera.x = from.x + (x - from.x) * part;
      map.camera.y = from.y + (y - from.y) * part;
    };
    this.animate(step, () => map.travel.settled());
  }

  /** Let every point travel from its old place to its new one. */
  morph(from, to) {
    const { map } = this;
    const count = map.names.length;
    const blend = new Float32Array(2 * count);
    map.lasso.clear();
    map.camera.reset();
    map.travel.settled();
    const place = ({ coordinates, size }, i, axis) => coordinates[size * i + axis];
    this.animate((part) => {
      for (let i = 0; i < count; i += 1)
        for (let axis = 0; axis < 2; axis += 1)
          blend[2 * i + axis] = place(from, i, axis) * (1 - part) + place(to, i, axis) * part;
      map.projection.layout = part < 1 ? { coordinates: blend, size: 2 } : to;
    });
  }

  animate(step, done = () => {}) {
    this.stop();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    const frame = (now) => {
      const part = still ? 1 : Math.min(1, Math.max(0, (now - start) / FLIGHT));
      step(part * part * (3 - 2 * part));
      this.map.draw();
      if (part < 1) this.frame = requestAnimationFrame(frame);
      else done();
    };
    this.frame = requestAnimationFrame(frame);
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }
}
