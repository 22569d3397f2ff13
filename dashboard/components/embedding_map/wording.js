// How values are written in the pictures of this page.

export function signed(value, digits = 4) {
  return value.toFixed(digits).replace("-", "−");
}

export function quoted(text) {
  return `"${text.replaceAll('"', '""')}"`;
}
