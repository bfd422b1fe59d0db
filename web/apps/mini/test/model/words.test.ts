import { describe, expect, it } from "vitest";
import { en } from "../../src/words/en";
import { zh } from "../../src/words/zh";
import { say } from "../../src/words";

const keys = Object.keys(zh) as (keyof typeof zh)[];
const braces = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the words", () => {
  it("exist in both languages", () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
  });

  it("take the same values in both languages", () => {
    expect(keys.filter((key) => braces(zh[key]).join() !== braces(en[key]).join())).toEqual([]);
  });

  it("are polite: no exclamation mark, and never 假货", () => {
    expect([...Object.values(zh), ...Object.values(en)].filter((text) => /[!！]|假货|fake/i.test(text))).toEqual([]);
  });

  it("take their values", () => {
    expect(say("{a} 和 {b}", { a: "甲", b: 2 })).toBe("甲 和 2");
  });

  it("keep a brace that has no value", () => {
    expect(say("{a}", {})).toBe("{a}");
  });
});
