// A model's training from snapshot to snapshot: one slider moves every picture. See dashboard/figures/history.py.

import { mount } from "../base/mounting.js";
import { App } from "./app.js";

export default mount((root) => new App(root));
