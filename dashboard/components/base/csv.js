// Tables as files for spreadsheets.

import { saveFile } from "./dom.js";

/** Let the reader save rows of strings and numbers as a table, every digit of every number. */
export function saveCsv(name, rows) {
  saveFile(`${name}.csv`, new Blob([csv(rows)], { type: "text/csv;charset=utf-8" }));
}

/** The text of the file; the byte order mark tells spreadsheets that it is UTF-8. */
export function csv(rows) {
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

// A text that begins like a formula would be run as one: spreadsheets take it for text after an apostrophe.
// What is nothing but a number runs nothing.
function cell(value) {
  if (typeof value === "number") return String(value);
  const given = String(value ?? "");
  const text = PLAIN.test(given) ? given : given.replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
