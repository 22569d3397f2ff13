// A part of the page as it looks now, with every style written out, so that it stands by itself in a file.

import { plain } from "./fonts.js";

const LEFT_OUT = new Set(["SCRIPT", "STYLE", "LINK", "TEMPLATE", "NOSCRIPT"]);
// what moves has come to rest, and what another property says already
const NOT_COPIED = /^(animation|transition|view-|scroll|timeline|-webkit-locale|d$)|(^|-)(inline|block)(-|$)/;
const PSEUDO = ["::before", "::after"];

export class Copier {
  constructor() {
    this.families = new Set();
    this.usual = new Map();
    this.host = document.createElement("div");
    this.host.style.cssText = "all: initial; position: absolute; visibility: hidden;";
    this.bare = this.host.attachShadow({ mode: "open" });
    document.body.append(this.host);
  }

  done() {
    this.host.remove();
  }

  /** A copy of a node with all that is in it; null for what cannot be seen. */
  copy(node, above = {}) {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || LEFT_OUT.has(node.tagName)) return null;
    const style = getComputedStyle(node);
    if (style.display === "none") return null;
    const clone = node instanceof HTMLCanvasElement ? imageOf(node) : bareClone(node);
    const own = this.dress(clone, style, above, node);
    const inside = [...(node.shadowRoot ?? node).childNodes].map((child) => this.copy(child, own));
    const [before, after] = PSEUDO.map((name) => this.pseudo(node, name, own));
    clone.append(...[before, ...inside, after].filter(Boolean));
    return clone;
  }

  /** Write out what differs from a bare element of that name, or from what is inherited; returns all properties. */
  dress(clone, style, above, node) {
    const usual = this.usualOf(node);
    const own = {};
    let text = "";
    for (const name of style) {
      if (NOT_COPIED.test(name)) continue;
      const value = style.getPropertyValue(name);
      own[name] = value;
      if (value !== usual[name] || (name in above && value !== above[name])) text += `${name}:${value};`;
    }
    for (const family of own["font-family"].split(",")) this.families.add(plain(family));
    clone.setAttribute("style", text);
    return own;
  }

  usualOf({ namespaceURI, localName }) {
    if (!this.usual.has(localName)) {
      const element = document.createElementNS(namespaceURI, localName);
      this.bare.append(element);
      const style = getComputedStyle(element);
      this.usual.set(localName, Object.fromEntries([...style].map((n) => [n, style.getPropertyValue(n)])));
      element.remove();
    }
    return this.usual.get(localName);
  }

  pseudo(node, name, above) {
    const style = getComputedStyle(node, name);
    const content = style.content;
    if (content === "none" || content === "normal" || style.display === "none") return null;
    const span = document.createElement("span");
    this.dress(span, style, above, span);
    span.append(/^"(.*)"$/.exec(content)?.[1] ?? "");
    return span;
  }
}

function bareClone(node) {
  const clone = node.cloneNode(false);
  for (const { name } of [...clone.attributes])
    if (name === "class" || name.startsWith("on") || name.startsWith("data-")) clone.removeAttribute(name);
  if (node.checked) clone.setAttribute("checked", "");
  if (node.selected) clone.setAttribute("selected", "");
  if (node instanceof HTMLInputElement) clone.setAttribute("value", node.value);
  return clone;
}

function imageOf(canvas) {
  const image = document.createElement("img");
  if (canvas.width && canvas.height) image.src = canvas.toDataURL();
  return image;
}
