import { describe, expect, test } from "vitest";
import { faultsOfSheet } from "../src/css";

const accepted: [string, string][] = [
  ["a plain declaration", "a { color: #123; margin: 0 auto; display: flex; }"],
  ["a custom property", ":root { --ink: #123 } a { color: var(--ink); }"],
  ["a grid with its old gap", "a { display: grid; grid-gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); }"],
  ["a newer value behind a plain one", "a { width: 30rem; width: min(100%, 30rem); }"],
  ["a newer keyword behind a plain one", "a { overflow-wrap: break-word; overflow-wrap: anywhere; }"],
  ["a newer name behind the old one", "a { display: grid; grid-gap: 1rem; gap: 1rem; }"],
  ["a prefixed value before the standard one", "a { position: -webkit-sticky; position: sticky; }"],
  ["a declaration that its @supports asks for", "@supports (aspect-ratio: 1) { a { aspect-ratio: 1; } }"],
  ["polish that may be missing", "h1 { text-wrap: balance; }"],
  ["a dark scheme", "@media (prefers-color-scheme: dark) { a { color: #fff; } }"],
  ["a selector that only takes the frame away", ":focus:not(:focus-visible) { outline: 0; }"],
  ["gaps between columns", "a { -webkit-columns: 3; columns: 3; column-gap: 1rem; }"],
];

const rejected: [string, string, RegExp][] = [
  ["a newer function alone", "a { width: min(100%, 30rem); }", /min\(\)/],
  ["a newer value before the plain one", "a { width: min(100%, 30rem); width: 30rem; }", /min\(\)/],
  ["a fallback in another rule", "a { width: 30rem; } b { width: clamp(1rem, 5vw, 2rem); }", /clamp\(\)/],
  ["a fallback that is newer itself", "a { width: max(1px, 2px); width: min(1px, 2px); }", /max\(\)/],
  ["a gap in a flex box", "a { display: flex; gap: 1rem; }", /gap/],
  ["the old gap in a flex box", "a { display: flex; grid-gap: 1rem; }", /flex/],
  ["a gap of a box that may be flexible", "a { gap: 1rem; }", /gap/],
  ["the new name of a grid's gap", "a { display: grid; gap: 1rem; }", /gap/],
  ["a property that old browsers drop", "a { aspect-ratio: 1; }", /aspect-ratio/],
  ["all sides at once", "a { position: absolute; inset: 0; }", /inset/],
  ["logical sides", "a { margin-inline-start: 1rem; }", /margin-inline-start/],
  ["a newer keyword alone", "a { overflow: clip; }", /clip/],
  ["a unit of the moving viewport", "a { height: 100dvh; }", /dvh/],
  ["a mixed colour in a custom property", ":root { --a: color-mix(in srgb, red, blue); }", /color-mix/],
  ["a newer selector", "a:has(b) { color: red; }", /has/],
  ["a newer selector in a list with others", "a:focus-visible, b { color: red; }", /whole list/],
  ["a list inside not()", "a:not(.b, .c) { color: red; }", /not/],
  ["a rule in a rule", "a { & b { color: red; } }", /rule in a rule/],
  ["a layer", "@layer base { a { color: red; } }", /@layer/],
  ["a container query", "@container (min-width: 10rem) { a { color: red; } }", /@container/],
  ["a range in a media query", "@media (width >= 48rem) { a { color: red; } }", /range/],
  ["@supports of another property", "@supports (display: grid) { a { aspect-ratio: 1; } }", /aspect-ratio/],
  ["@supports not", "@supports not (aspect-ratio: 1) { a { aspect-ratio: 1; } }", /aspect-ratio/],
  ["a misspelt property", "a { colour: red; }", /colour/],
];

describe("a sheet passes with", () => {
  for (const [name, sheet] of accepted) test(name, () => expect(faultsOfSheet(sheet)).toEqual([]));
});

describe("a sheet is held back for", () => {
  for (const [name, sheet, text] of rejected) {
    test(name, () => {
      expect(faultsOfSheet(sheet).map((one) => one.text).join("\n")).toMatch(text);
    });
  }
});

test("a fault names its line", () => {
  expect(faultsOfSheet("a { color: red; }\nb {\n  inset: 0;\n}")).toMatchObject([{ line: 3 }]);
});
