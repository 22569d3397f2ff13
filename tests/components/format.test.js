import assert from "node:assert/strict";
import { test } from "node:test";

import {
  decimalText,
  differenceText,
  filled,
  numberText,
  percentText,
  realText,
  shareText,
  shortText,
  weightText,
} from "../../dashboard/components/base/format.js";

function all(format, cases) {
  for (const [value, text] of cases) assert.equal(format(value), text);
}

test("weights never hide their digits", () =>
  all(weightText, [
    [0, "0"],
    [1, "1.000000"],
    [0.1234567, "0.123457"],
    [0.000123456, "1.235×10⁻⁴"],
  ]));

test("real numbers have a real minus sign and a sign for minus infinity", () =>
  all(realText, [
    [-Infinity, "−∞"],
    [0, "0"],
    [-2.5, "−2.5000"],
    [123456, "1.235×10⁵"],
    [-0.00012345, "−1.234×10⁻⁴"],
  ]));

test("shares of one have four digits or more", () =>
  all(shareText, [
    [0, "0"],
    [0.21129, "0.2113"],
    [0.031234, "0.03123"],
    [0.001234, "0.001234"],
    [0.00001234, "1.234×10⁻⁵"],
  ]));

test("any number, an axis, a percentage, a difference", () => {
  all(numberText, [
    [0, "0"],
    [-3.7438, "−3.7438"],
    [-0.02, "−0.02000"],
  ]);
  all(shortText, [
    [0, "0"],
    [0.15, "0.15"],
    [-0.5, "−0.5"],
    [0.0002, "2×10⁻⁴"],
  ]);
  all(percentText, [
    [0.9729, "97.3%"],
    [NaN, "–"],
  ]);
  all(differenceText, [
    [0, "0"],
    [0.00000014, "1.4×10⁻⁷"],
  ]);
});

test("decimals, four unless said otherwise", () => {
  assert.equal(decimalText(-0.12345), "−0.1235");
  assert.equal(decimalText(2, 1), "2.0");
  assert.equal(decimalText(NaN, 1), "–");
});

test("names in braces are filled, unknown ones stay to be seen", () => {
  assert.equal(filled("{a} of {b}", { a: 0, b: "배" }), "0 of 배");
  assert.equal(filled("{a} {c}", { a: 1 }), "1 {c}");
  assert.equal(filled("plain"), "plain");
});
