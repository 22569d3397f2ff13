// The player of the steps.

import { mount } from "../base/mounting.js";
import { Player } from "./player.js";

export default mount((root) => new Player(root));
