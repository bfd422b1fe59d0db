import { describe, expect, test } from "vitest";
import { answerAddress, isBarcodeOnly, PATIENCE_MS, sayOfFailure, sayWhileLooking, SLOW_MS, textOf } from "../src/words";

describe("what a failure of the camera means", () => {
  test.each([
    ["NotAllowedError", "denied"], ["PermissionDeniedError", "denied"], ["SecurityError", "denied"],
    ["NotFoundError", "no-camera"], ["OverconstrainedError", "no-camera"],
    ["NotReadableError", "busy"], ["AbortError", "busy"],
    ["TypeError", "failed"], ["", "failed"],
  ])("%s is %s", (name, say) => { expect(sayOfFailure(name)).toBe(say); });
});

describe("what is said while frames are looked at", () => {
  const began = 1_000;
  test("at first where to hold the can", () => {
    expect(sayWhileLooking(began, began, undefined)).toBe("looking");
    expect(sayWhileLooking(began + SLOW_MS - 1, began, undefined)).toBe("looking");
  });
  test("then what helps", () => {
    expect(sayWhileLooking(began + SLOW_MS, began, undefined)).toBe("slow");
    expect(sayWhileLooking(began + PATIENCE_MS - 1, began, undefined)).toBe("slow");
  });
  test("after 20 seconds the ways out, for as long as it takes", () => {
    expect(sayWhileLooking(began + 20_000, began, undefined)).toBe("nothing");
    expect(sayWhileLooking(began + 3_600_000, began, undefined)).toBe("nothing");
  });
  test("a barcode is spoken of for three seconds after it was seen", () => {
    expect(sayWhileLooking(began + 2_000, began, began + 2_000)).toBe("barcode");
    expect(sayWhileLooking(began + 4_999, began, began + 2_000)).toBe("barcode");
    expect(sayWhileLooking(began + 5_000, began, began + 2_000)).toBe("looking");
    expect(sayWhileLooking(began + 30_000, began, began + 29_000)).toBe("barcode");
  });
});

describe("what is asked for", () => {
  const square = (text: string) => ({ text, square: true });
  const barcode = { text: "6901234567892", square: false };

  test("a square code before a barcode", () => { expect(textOf([barcode, square("690001")])).toBe("690001"); });
  test("an empty code is none", () => { expect(textOf([square("  ")])).toBe(""); });
  test("a barcode alone is told as one", () => {
    expect(isBarcodeOnly([barcode])).toBe(true);
    expect(isBarcodeOnly([barcode, square("690001")])).toBe(false);
    expect(isBarcodeOnly([])).toBe(false);
  });
});

describe("the address of the answer", () => {
  test("keeps the text as it was read", () => {
    expect(answerAddress("/query", "https://a.cn/t?c=1&d=２", "")).toBe("/query?code=https%3A%2F%2Fa.cn%2Ft%3Fc%3D1%26d%3D%EF%BC%92");
  });
  test("names the front door if there is one", () => {
    expect(answerAddress("/en/query", "1", "gov_cn")).toBe("/en/query?code=1&from=gov_cn");
  });
  test("survives half a surrogate pair", () => {
    expect(() => answerAddress("/query", "a\uD800b\uDC00", "")).not.toThrow();
    expect(answerAddress("/query", "😀", "")).toBe("/query?code=%F0%9F%98%80");
  });
});
