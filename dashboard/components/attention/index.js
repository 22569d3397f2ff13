// The attention page's component.

import { mount } from "../base/mounting.js";
import { App } from "./app.js";

export default mount((root) => new App(root));
