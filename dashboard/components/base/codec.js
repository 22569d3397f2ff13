// A value <-> how it stands in a link, by the rule that Python sent: twin of dashboard/view/schema.py.

/**
 * What one key of a link may say.
 * @typedef {object} Rule
 * @property {"integer"|"number"|"choice"|"choices"|"flag"|"integers"|"text"|"packed"} kind
 * @property {any} [default] what the key is when the link does not name it; null: it then has no value
 * @property {number} [low]
 * @property {number} [high]
 * @property {number} [least] how many numbers at least
 * @property {number} [most] how many numbers or characters at most
 * @property {boolean} [lines] whether a text may have several lines
 * @property {(string|number)[]} [names] all that may stand there
 */

/** @typedef {Record<string, Rule>} Keys */
/** @typedef {Record<string, any>} Values */

const INTEGER = /^-?[0-9]{1,9}$/;
const NUMBER = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/;

/**
 * The value that stands in a link; undefined when it makes no sense.
 * @param {Rule} rule
 * @param {string} raw
 * @returns {any}
 */
export function parsed(rule, raw) {
  switch (rule.kind) {
    case "integer":
      return numeral(rule, raw, INTEGER);
    case "number":
      return numeral(rule, raw, NUMBER);
    case "choice":
      return rule.names?.includes(raw) ? raw : undefined;
    case "choices":
      return some(rule, raw);
    case "flag":
      return { 0: false, 1: true }[raw];
    case "integers":
      return integers(rule, raw);
    case "text":
      return text(rule, raw);
    default: // packed texts are Python's to read
      return undefined;
  }
}

/**
 * A value as `parsed` reads it.
 * @param {any} value
 * @returns {string}
 */
export function written(value) {
  if (typeof value === "boolean") return value ? "1" : "0";
  return Array.isArray(value) ? value.map(written).join(",") : String(value);
}

/**
 * All that a link says and that makes sense.
 * @param {Keys} keys
 * @param {string} search
 * @returns {Values}
 */
export function viewIn(keys, search) {
  const link = new URLSearchParams(search);
  /** @type {Values} */
  const view = {};
  for (const [key, rule] of Object.entries(keys)) {
    const value = parsed(rule, link.get(key) ?? "");
    if (link.has(key) && value !== undefined) view[key] = value;
  }
  return view;
}

/**
 * The query string that says a view: what has no value or its default is left out, other keys stay.
 * @param {Keys} keys
 * @param {Values} view
 * @param {string} [search] the query string so far
 * @returns {string}
 */
export function linkTo(keys, view, search = "") {
  const link = new URLSearchParams(search);
  for (const [key, value] of Object.entries(view)) {
    if (!(key in keys)) continue;
    const standard = keys[key].default;
    if (isNone(value) || (!isNone(standard) && written(value) === written(standard))) link.delete(key);
    else link.set(key, written(value));
  }
  return link.toString();
}

/** @param {any} value */
function isNone(value) {
  return value === null || value === undefined;
}

/**
 * A text as everything reads it: Hangul composed, one kind of line end (see lmcore/text.py).
 * @param {string} raw
 */
export function composed(raw) {
  return raw.replace(/\r\n?/g, "\n").normalize("NFC");
}

/**
 * @param {Rule} rule
 * @param {string} raw
 */
function text({ most = 0, lines }, raw) {
  const whole = composed(raw);
  const read = lines ? whole : whole.replace(/^\n+|\n+$/g, "").replaceAll("\n", " ");
  return [...read].length <= most ? read : undefined;
}

/**
 * @param {Rule} rule
 * @param {string} raw
 * @param {RegExp} form
 */
function numeral({ low = -Infinity, high = Infinity, names }, raw, form) {
  const value = form.test(raw) ? Number(raw) + 0 : NaN; // + 0: there is no −0
  const allowed = Number.isFinite(value) && value >= low && value <= high;
  return allowed && (!names || names.includes(value)) ? value : undefined;
}

/**
 * @param {Rule} rule
 * @param {string} raw
 */
function integers(rule, raw) {
  const values = raw
    ? raw.split(",").map((part) => numeral({ ...rule, names: undefined }, part, INTEGER))
    : [];
  const count = values.length >= (rule.least ?? 0) && values.length <= (rule.most ?? 0);
  return count && !values.includes(undefined) ? values : undefined;
}

/**
 * @param {Rule} rule
 * @param {string} raw
 */
function some({ names = [] }, raw) {
  const chosen = raw ? raw.split(",") : [];
  const known = chosen.every((name) => names.includes(name)) && new Set(chosen).size === chosen.length;
  return known ? chosen : undefined;
}
