// The overview's component.

import { mount } from "../base/mounting.js";
import { Overview } from "./overview.js";

export default mount((root) => new Overview(root));
