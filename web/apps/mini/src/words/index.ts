// The two catalogues, and how a value gets into a text.

import type { Lang } from "@rusu/api";
import { en } from "./en";
import { zh } from "./zh";

/** Every text, by its key. */
export type Words = { readonly [Key in keyof typeof zh]: string };

/** The texts of a language. */
export function wordsOf(lang: Lang): Words {
  return lang === "en" ? en : zh;
}

/** A text with its values. A brace without a value stays as it is, so that a test finds it. */
export function say(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (brace, name: string) => {
    const value = values[name];
    return value === undefined ? brace : String(value);
  });
}
