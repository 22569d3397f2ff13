// How the reader moves over the map. Where the camera comes to rest stands in the link.

import { Camera } from "./camera.js";
import { cameraNumbers } from "./view.js";

export class Travel {
  constructor(map) {
    this.map = map;
  }

  dragged(dx, dy, shift) {
    const { map } = this;
    if (map.projection.solid && !shift) map.camera.turn(dx, dy);
    else map.camera.pan(dx, dy);
    map.words.hover(null);
    map.draw();
  }

  magnify(factor, x, y) {
    this.map.camera.magnify(factor, x, y);
    this.map.draw();
  }

  /** Go where a link says; null for the whole map. */
  set(state) {
    const { map } = this;
    if (state) Object.assign(map.camera, state);
    else map.camera.reset();
    map.draw();
    this.settled();
  }

  settled() {
    const { camera, link } = this.map;
    const home = new Camera(camera.frame).state;
    const same = Object.keys(home).every((key) => Math.abs(home[key] - camera[key]) < 1e-3);
    link.write({ camera: same ? null : cameraNumbers(camera.state) });
  }
}
