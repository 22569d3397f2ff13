// The 말뜻 page's component. Streamlit calls `senses` at the start, and again for new data, a new theme or a rerun.

import { App } from "./app.js";
import { whenGone } from "../base/mounting.js";

const apps = new WeakMap();

export default function senses({ data, parentElement }) {
  if (!data) return undefined;
  let app = apps.get(parentElement);
  if (!app) {
    app = new App(parentElement.querySelector(".senses"));
    apps.set(parentElement, app);
  }
  app.receive(data);
  return whenGone(parentElement, () => app.leave());
}
