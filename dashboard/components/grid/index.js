// A table of coloured cells.

import { mount } from "../base/mounting.js";
import { Table } from "./table.js";

export default mount((root) => new Table(root));
