// A model's training from snapshot to snapshot: one slider moves every picture. See dashboard/figures/history.py.

import { whenGone } from "../base/mounting.js";
import { unpack } from "../base/payload.js";
import { readTheme } from "../embedding_map/theme.js";
import { App } from "./app.js";

const apps = new WeakMap();

/** Streamlit calls this at the start, and again for new data, a new theme, or a rerun of the page. */
export default function history({ data, parentElement, setStateValue }) {
  if (!data) return undefined;
  const root = parentElement.querySelector(".history");
  const payload = unpack(data);
  let app = apps.get(parentElement);
  if (!app) {
    app = new App(root);
    apps.set(parentElement, app);
  }
  app.tell = setStateValue;
  app.receive(payload, readTheme(root, payload.header.colours));
  return whenGone(parentElement, () => app.leave());
}
