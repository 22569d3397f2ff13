// The page's own fonts, to travel inside a picture: an SVG that is drawn as an image cannot fetch any.

const SOURCE = /url\(["']?([^"')]+)["']?\)/;
const fetched = new Map();

/** `@font-face` rules with the bytes of every face of these families that the page has loaded so far. */
export async function fontFaces(families) {
  const loaded = new Set([...document.fonts].filter(({ status }) => status === "loaded").map(nameOf));
  const rules = [...document.styleSheets]
    .flatMap(rulesOf)
    .filter((rule) => families.has(plain(rule.style.getPropertyValue("font-family"))))
    .filter((rule) => loaded.has(nameOfRule(rule)));
  return (await Promise.all(rules.map(embedded))).join("\n");
}

function rulesOf(sheet) {
  try {
    return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
  } catch {
    return []; // of another origin: not ours
  }
}

async function embedded(rule) {
  const [, path] = SOURCE.exec(rule.style.getPropertyValue("src")) ?? [];
  if (!path) return "";
  const url = new URL(path, rule.parentStyleSheet.href ?? document.baseURI).href;
  if (!fetched.has(url)) fetched.set(url, dataUrl(url));
  return rule.cssText.replace(SOURCE, `url("${await fetched.get(url)}")`);
}

async function dataUrl(url) {
  const blob = await (await fetch(url)).blob();
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}

function nameOf({ family, weight, style, unicodeRange }) {
  return [plain(family), weight, style, unicodeRange].join("|").toLowerCase();
}

function nameOfRule({ style }) {
  const read = (name, usual) => style.getPropertyValue(name) || usual;
  const names = [read("font-weight", "normal"), read("font-style", "normal")];
  return [plain(read("font-family", "")), ...names, read("unicode-range", "U+0-10FFFF")]
    .join("|")
    .toLowerCase();
}

/** A family without its quotes. */
export function plain(family) {
  return family.trim().replace(/^["']|["']$/g, "");
}
