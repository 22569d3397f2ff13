// The next-word page's component. Streamlit calls `distribution` at the start, and again for new data, a new theme, or
// a rerun of the page.

import { App } from "./app.js";
import { whenGone } from "../base/mounting.js";

const apps = new WeakMap();

export default function distribution({ data, parentElement, setTriggerValue }) {
  if (!data) return undefined;
  let app = apps.get(parentElement);
  if (!app) {
    app = new App(parentElement.querySelector(".distribution"));
    apps.set(parentElement, app);
  }
  app.receive(data, setTriggerValue);
  return whenGone(parentElement, () => app.leave());
}
