// The menu under every picture: PNG, SVG where it is drawn in vectors, CSV of the exact numbers, and a link to it.

import { tool } from "./controls.js";
import { saveCsv } from "./csv.js";
import { element, saveFile } from "./dom.js";
import { png, vector } from "./raster.js";

const SHOWN = 2000; // milliseconds for which the tick stands
const WAIT = 200;
const offered = new WeakMap();

/**
 * The menu of a picture whose `files()` says what can be saved: `name` of the files, `rows()` of the table, and
 * `layers()`, SVG elements one on another, where it is vector. It stands under `root`.
 */
export function offerFiles(root, picture) {
  if (!picture.files) return;
  const words = wordsOf(root);
  if (!words("link")) return whenWorded(root, () => offerFiles(root, picture));
  const known = offered.get(root);
  if (known?.picture === picture && known.link === words("link")) return undefined;
  known?.menu.remove();
  const { rows, layers } = picture.files();
  const save = (kind, text, run) => tool(text, `export_${kind}`, words(kind), () => busy(root, run));
  const menu = element(
    "div",
    { class: "export", role: "group", "aria-label": words("menu") },
    save("png", "PNG", () => savePng(picture.files().name, root)),
    layers && save("svg", "SVG", () => saveSvg(picture.files().name, picture.files().layers())),
    rows && save("csv", "CSV", () => saveCsv(picture.files().name, picture.files().rows())),
    linkTool(root),
  );
  root.after(menu);
  offered.set(root, { picture, menu, link: words("link") });
  return undefined;
}

/** A button that copies the address of what is on screen. */
export function linkTool(root) {
  const words = wordsOf(root);
  const button = tool("", "export_link", "", () => copyLink(button, words("copied")));
  const name = () => {
    if (!words("link")) return whenWorded(root, name);
    button.textContent = words("link_short");
    button.title = words("link");
    return button.setAttribute("aria-label", words("link"));
  };
  name();
  return button;
}

/** Copy the address; a tick and `copied` stand on the button for a moment. */
export async function copyLink(button, copied) {
  const { href } = window.location;
  try {
    await navigator.clipboard.writeText(href);
  } catch {
    // without https a browser keeps the clipboard to itself: show the link, ready to be copied by hand
    const field = element("input", { class: "export-link", readonly: true, value: href });
    field.addEventListener("blur", () => field.remove());
    button.after(field);
    field.select();
    return;
  }
  if (button.dataset.told) return;
  const before = [button.textContent, button.title];
  const say = (text, title) => {
    button.textContent = text;
    button.title = title;
    button.setAttribute("aria-label", title);
  };
  button.dataset.told = "true";
  say("✓", copied);
  setTimeout(() => {
    delete button.dataset.told;
    say(...before);
  }, SHOWN);
}

export async function savePng(name, node) {
  saveFile(`${name}.png`, await png(node));
}

export async function saveSvg(name, layers) {
  saveFile(`${name}.svg`, await vector(layers));
}

async function busy(root, run) {
  const before = root.getAttribute("aria-busy");
  root.setAttribute("aria-busy", "true");
  try {
    await run();
  } finally {
    if (before === null) root.removeAttribute("aria-busy");
    else root.setAttribute("aria-busy", before);
  }
}

// A component may be drawn a moment before the page's style has come.
function whenWorded(root, then) {
  setTimeout(() => root.isConnected && then(), WAIT);
}

// One table for all, sent once with the page's style: `--export-png: "…"` (see dashboard/shell/navigation.py).
function wordsOf(root) {
  const style = getComputedStyle(root);
  return (key) => style.getPropertyValue(`--export-${key}`).trim().replace(/^"|"$/g, "");
}
