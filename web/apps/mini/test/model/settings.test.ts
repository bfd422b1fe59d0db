import { describe, expect, it } from "vitest";
import { FACTOR_MAX, FONT_SIZE_PX, LARGE_FACTOR, keepLang, keepLarge, settingsOf } from "../../src/model/settings";
import type { Shelf } from "../../src/model/settings";

function shelf(): Shelf {
  const kept = new Map<string, string>();
  return { read: (key) => kept.get(key) ?? "", write: (key, value) => void kept.set(key, value) };
}

describe("the settings", () => {
  it("follow the phone's language", () => {
    expect(["zh_CN", "zh-Hans", "en", "fr"].map((language) => settingsOf(shelf(), { language }).lang)).toEqual([
      "zh",
      "zh",
      "en",
      "en",
    ]);
  });

  it("are Chinese where the phone says nothing", () => {
    expect(settingsOf(shelf(), {})).toEqual({ lang: "zh", isLarge: false, fontSizePx: FONT_SIZE_PX });
  });

  it("remember a chosen language", () => {
    const one = shelf();
    keepLang(one, "en");
    expect(settingsOf(one, { language: "zh_CN" }).lang).toBe("en");
  });

  it("remember large text", () => {
    const one = shelf();
    keepLarge(one, true);
    expect(settingsOf(one, {})).toMatchObject({ isLarge: true, fontSizePx: FONT_SIZE_PX * LARGE_FACTOR });
  });

  it("follow the app's text size where it says a factor", () => {
    expect(settingsOf(shelf(), { fontSizeScaleFactor: 1.4, fontSizeSetting: 16 }).fontSizePx).toBe(22.4);
  });

  it("follow the app's text size by what is usual on the system", () => {
    const ios = settingsOf(shelf(), { fontSizeSetting: 23.8, platform: "ios" }).fontSizePx;
    const android = settingsOf(shelf(), { fontSizeSetting: 16, platform: "android" }).fontSizePx;
    expect([ios, android]).toEqual([22.4, 16]);
  });

  it("never make text smaller than usual", () => {
    expect(settingsOf(shelf(), { fontSizeScaleFactor: 0.8 }).fontSizePx).toBe(FONT_SIZE_PX);
  });

  it("make text twice as large at most", () => {
    const at = settingsOf(shelf(), { fontSizeScaleFactor: FACTOR_MAX }).fontSizePx;
    const above = settingsOf(shelf(), { fontSizeScaleFactor: FACTOR_MAX + 0.1 }).fontSizePx;
    expect([at, above]).toEqual([32, 32]);
  });

  it("never make text smaller than the phone asks for when 大字 is on", () => {
    const one = shelf();
    keepLarge(one, true);
    expect(settingsOf(one, { fontSizeScaleFactor: 1.75 }).fontSizePx).toBe(28);
  });

  it("live with nonsense from the phone", () => {
    expect(settingsOf(shelf(), { fontSizeSetting: Number.NaN }).fontSizePx).toBe(FONT_SIZE_PX);
  });
});
