// The attention page's component. Streamlit calls `attention` at the start, and again for new data, a new theme, or a
// rerun of the page.

import { App } from "./app.js";
import { whenGone } from "../base/mounting.js";

const apps = new WeakMap();

export default function attention({ data, parentElement, setStateValue }) {
  if (!data) return undefined;
  let app = apps.get(parentElement);
  if (!app) {
    app = new App(parentElement.querySelector(".attention"));
    apps.set(parentElement, app);
  }
  app.receive(data, (wanted) => setStateValue("wanted", wanted));
  return whenGone(parentElement, () => app.leave());
}
