// The settings in force, for every page that is open.

import { useEffect, useState } from "react";
import type { Lang } from "@rusu/api";
import { keepLang, keepLarge, settingsOf } from "../model/settings";
import type { Settings } from "../model/settings";
import { wordsOf } from "../words";
import type { Words } from "../words";
import { phone, shelf } from "./host";

const listeners = new Set<(settings: Settings) => void>();
let current = settingsOf(shelf, phone());

/** Reads again what the phone and the person say. */
export function refreshSettings(): void {
  const next = settingsOf(shelf, phone());
  const isSame =
    next.lang === current.lang && next.isLarge === current.isLarge && next.fontSizePx === current.fontSizePx;
  if (isSame) return;
  current = next;
  for (const listener of listeners) listener(next);
}

/** The settings and the words that go with them. */
export function useSettings(): { settings: Settings; words: Words } {
  const [settings, setSettings] = useState(current);
  useEffect(() => {
    listeners.add(setSettings);
    setSettings(current);
    return () => void listeners.delete(setSettings);
  }, []);
  return { settings, words: wordsOf(settings.lang) };
}

/** The language in force. */
export function currentLang(): Lang {
  return current.lang;
}

/** Changes the language. */
export function chooseLang(lang: Lang): void {
  keepLang(shelf, lang);
  refreshSettings();
}

/** Changes the text size. */
export function chooseLarge(isLarge: boolean): void {
  keepLarge(shelf, isLarge);
  refreshSettings();
}
