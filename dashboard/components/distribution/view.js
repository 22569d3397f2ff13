// The reader's view, and how it stands in the URL: pages/next_word/__init__.py names the same keys.

import { parsed } from "../base/codec.js";
import { SETTINGS } from "./settings.js";

/**
 * @typedef {import("./data.js").Place} Place
 *
 * @typedef {object} Chosen
 * @property {number} seed
 * @property {"most"|"one"} axis
 * @property {"bars"|"table"} show
 * @property {number|null} token the chosen one
 *
 * @typedef {import("./settings.js").Sampling & Chosen} Settings
 *
 * @typedef {Place & Settings} Look what is on screen
 */

/** What decides which token is drawn. */
export const DRAWING = [...Object.keys(SETTINGS), "seed"];
const CHOICES = ["axis", "show"];
const WRITTEN = ["from", "w", "step"];

/** Settings and choices as the schema has them when the URL says nothing. */
export function standard(keys, names = [...DRAWING, ...CHOICES]) {
  return Object.fromEntries(names.map((key) => [key, keys[key].default]));
}

/**
 * Settings, choices and the chosen token of a link; the place comes from Python.
 *
 * @returns {Settings}
 */
export function settingsIn(link, keys) {
  const view = { ...standard(keys), token: null };
  for (const key of Object.keys(view)) view[key] = link[key] ?? view[key];
  return /** @type {Settings} */ (view);
}

/** A setting's value from text or number, or null when it makes no sense. */
export function checked(rule, raw) {
  const text = String(raw ?? "").trim();
  return text === "" ? null : (parsed(rule, String(Number(text))) ?? null);
}

/** The view as it stands in a link. */
export function toLink({ at, start, written, step, token, ...others }) {
  const place = written.length ? { from: start, w: written, step } : { from: null, w: null, step: null };
  return { at, ...place, token, ...others };
}

/** A view with what a link says of it: a place, or what is written from there, is taken as a whole. */
export function followed(view, { at, token, ...link }, { tokens, default_at: usual }) {
  const next = { ...view };
  if (at !== undefined) next.at = Math.min(at ?? usual, tokens.length);
  if (token !== undefined) next.token = token;
  if (at !== undefined || WRITTEN.some((key) => key in link)) {
    const written = link.w ?? [];
    const step = written.length ? (link.step ?? null) : null;
    Object.assign(next, { start: link.from ?? next.at, written, step });
  }
  for (const [key, value] of Object.entries(link)) if (!WRITTEN.includes(key)) next[key] = value;
  return next;
}
