import assert from "node:assert/strict";
import { test } from "node:test";

import { csv } from "../../dashboard/components/base/csv.js";

/** A reader of RFC 4180, written for these tests. */
function read(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const row = rows.at(-1);
    if (quoted && text[i] === '"' && text[i + 1] === '"') row[row.length - 1] += text[++i];
    else if (text[i] === '"') quoted = !quoted;
    else if (!quoted && text[i] === ",") row.push("");
    else if (!quoted && text.startsWith("\r\n", i)) rows.push([""]) && (i += 1);
    else row[row.length - 1] += text[i];
  }
  return rows.slice(0, -1);
}

test("any text comes back from the file, after the mark of UTF-8", () => {
  const rows = [
    ["낱말", 'a "quoted" one', "comma, comma"],
    ["two\r\nlines", "", "<s>"],
  ];
  const file = csv(rows);
  assert.equal(file.charCodeAt(0), 0xfeff);
  assert.deepEqual(read(file.slice(1)), rows);
});

test("every digit of a number is there, and a negative one stays a number", () => {
  const numbers = [0.1 + 0.2, -1 / 3, 1e-300, -0.5, Math.fround(0.1)];
  const [found] = read(csv([numbers]).slice(1));
  assert.deepEqual(found.map(Number), numbers);
});

test("a text that is nothing but a number stays one", () => {
  const texts = ["-0.5", "+82", "-1e-3", ".5"];
  assert.deepEqual(read(csv([texts]).slice(1)), [texts]);
});

test("no text is run as a formula", () => {
  const texts = ["=1+1", "+82 10", "-가", "@x", "\t=1", "1=1", "가-나"];
  const [found] = read(csv([texts]).slice(1));
  assert.deepEqual(
    found.map((text) => /^[=+\-@\t\r]/.test(text)),
    texts.map(() => false),
  );
  assert.deepEqual(found.slice(5), texts.slice(5));
});
