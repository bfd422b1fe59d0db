import { describe, expect, test } from "vitest";
import { faultsOfScript } from "../src/script";

const accepted: [string, string][] = [
  ["what ES5 has", "(function () { 'use strict'; var a = [1]; a.forEach(function (b) { return b; }); })();"],
  ["what ES2017 has", "async function a() { const { b } = await c(); return Object.entries(b).map(([d]) => `${d}`); } a();"],
  ["a method of a list that comes from elsewhere", "function a(b) { return b.map(function (c) { return c; }).filter(Boolean); } a([]);"],
  ["fetch and promises", "fetch('/a').then(function (answer) { return answer.json(); });"],
];

const rejected: [string, string, RegExp][] = [
  ["optional chaining", "var a = b?.c;", /Unexpected token|Parsing error/],
  ["the nullish operator", "var a = b ?? c;", /Unexpected token|Parsing error/],
  ["spreading an object", "var a = { ...b };", /Unexpected token|Parsing error/],
  ["a catch without a name", "try { a(); } catch { b(); }", /Unexpected token|Parsing error/],
  ["a module", "import a from './a.js'; a();", /Parsing error/],
  ["an import on demand", "import('./a.js');", /Parsing error/],
  ["a later function of lists", "var a = [[1]].flat();", /flat/],
  ["a later function of texts", "var a = 'b'.replaceAll('c', 'd');", /replaceAll/],
  ["a later function of promises", "Promise.resolve().finally(function () {});", /finally/],
  ["a later function of objects", "Object.fromEntries([]);", /fromEntries/],
  ["a later interface", "var a = new ResizeObserver(function () {});", /ResizeObserver/],
  ["a later global", "queueMicrotask(function () {});", /queueMicrotask/],
  ["a comment that switches the check off", "/* eslint-disable */ var a = 'b'.replaceAll('c', 'd');", /replaceAll/],
];

describe("a script passes with", () => {
  for (const [name, script] of accepted) test(name, async () => expect(await faultsOfScript(script)).toEqual([]));
});

describe("a script is held back for", () => {
  for (const [name, script, text] of rejected) {
    test(name, async () => {
      expect((await faultsOfScript(script)).map((one) => one.text).join("\n")).toMatch(text);
    });
  }
});
