// What the reader is looking at <-> the URL. pages/next_word/page.py reads the same names.

/** Settings with what they are when the URL does not name them. */
export const SETTINGS = { T: 1, k: 0, p: 1, m: 0, r: 1, seed: 0 };
export const CHOICES = { axis: ["most", "one"], show: ["bars", "table"] };

/** Least and greatest value of every setting that the controls offer or a field takes. */
export const RANGES = {
  T: [0.01, 100],
  k: [0, 999_999_999],
  p: [0, 1],
  m: [0, 1],
  r: [0.1, 10],
  seed: [0, 999_999_999],
};
const WHOLE = ["k", "seed"];
const OWN = ["at", "from", "w", "step", "token", ...Object.keys(SETTINGS), ...Object.keys(CHOICES)];

/** Settings, choices and the chosen token as far as the URL names them; the place comes from Python. */
export function readSettings(search) {
  const values = new URLSearchParams(search);
  const view = { ...SETTINGS, token: null };
  for (const [key, names] of Object.entries(CHOICES))
    view[key] = names.includes(values.get(key)) ? values.get(key) : names[0];
  for (const key of Object.keys(SETTINGS)) {
    const allowed = checked(key, values.get(key));
    if (allowed !== null) view[key] = allowed;
  }
  if (/^\d{1,9}$/.test(values.get("token") ?? "")) view.token = Number(values.get("token"));
  return view;
}

/** A setting's value from text or number, or null when it makes no sense. */
export function checked(key, raw) {
  const text = String(raw ?? "").trim();
  const value = Number(text);
  const [low, high] = RANGES[key];
  if (text === "" || !Number.isFinite(value) || value < low || value > high) return null;
  return WHOLE.includes(key) && !Number.isInteger(value) ? null : value;
}

/** Whether the URL names anything of this page. */
export function namesAnything(search) {
  const values = new URLSearchParams(search);
  return OWN.some((key) => values.has(key));
}

/** The view as it stands in a link, for Python: the URL it knows may be older than the one on screen. */
export function question(view) {
  const values = new URLSearchParams();
  for (const [key, value] of Object.entries(entries(view)))
    if (value !== null) values.set(key, String(value));
  return values.toString();
}

/** Write the view into the URL without a new entry in the history; defaults stay out, other keys stay as they are. */
export function writeView(view, defaultAt) {
  const url = new URL(window.location.href);
  const values = entries(view);
  if (view.at === defaultAt) values.at = null;
  for (const [key, value] of Object.entries(values)) {
    if (value === null) url.searchParams.delete(key);
    else url.searchParams.set(key, String(value));
  }
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
}

function entries(view) {
  const values = {
    at: view.at,
    from: view.written.length ? view.start : null,
    w: view.written.length ? view.written.join(",") : null,
    step: view.written.length ? view.step : null,
    token: view.token,
  };
  for (const [key, standard] of Object.entries(SETTINGS))
    values[key] = view[key] === standard ? null : view[key];
  for (const [key, names] of Object.entries(CHOICES)) values[key] = view[key] === names[0] ? null : view[key];
  return values;
}
