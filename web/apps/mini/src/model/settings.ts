// The two choices that a person makes, and what the phone says about the same.

import type { Lang } from "@rusu/api";

/** Where choices are kept. */
export interface Shelf {
  read(key: string): unknown;
  write(key: string, value: string): void;
}

/** What the phone says. */
export interface Phone {
  /** Such as `zh_CN` or `en`. */
  language?: string;
  /** How much larger than usual text is; only newer WeChat says it. */
  fontSizeScaleFactor?: number;
  /** The text size in px. */
  fontSizeSetting?: number;
  /** `ios` or `android`. */
  platform?: string;
}

/** What is in force. */
export interface Settings {
  lang: Lang;
  isLarge: boolean;
  /** The size of plain text in px; every other size follows it. */
  fontSizePx: number;
}

const LANG_KEY = "rusu.lang";
const TEXT_KEY = "rusu.text";

/** Plain text without anybody's wish. */
export const FONT_SIZE_PX = 16;
/** What 大字 asks for, as on the web pages. */
export const LARGE_FACTOR = 1.375;
/** Beyond this, words no longer fit a small phone. */
export const FACTOR_MAX = 2;

/** The usual size differs: 17 px on iOS, 16 px elsewhere. */
function factorOf(phone: Phone): number {
  const usual = phone.platform === "ios" ? 17 : 16;
  const factor = phone.fontSizeScaleFactor ?? (phone.fontSizeSetting ?? usual) / usual;
  return Number.isFinite(factor) ? Math.min(Math.max(factor, 1), FACTOR_MAX) : 1;
}

/** What is in force: a person's choice before the phone's. */
export function settingsOf(shelf: Shelf, phone: Phone): Settings {
  const kept = shelf.read(LANG_KEY);
  const spoken = (phone.language ?? "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
  const isLarge = shelf.read(TEXT_KEY) === "large";
  const factor = Math.max(factorOf(phone), isLarge ? LARGE_FACTOR : 1);
  return {
    lang: kept === "zh" || kept === "en" ? kept : spoken,
    isLarge,
    fontSizePx: Math.round(FONT_SIZE_PX * factor * 100) / 100,
  };
}

/** Remembers the language. */
export function keepLang(shelf: Shelf, lang: Lang): void {
  shelf.write(LANG_KEY, lang);
}

/** Remembers the text size. */
export function keepLarge(shelf: Shelf, isLarge: boolean): void {
  shelf.write(TEXT_KEY, isLarge ? "large" : "normal");
}
