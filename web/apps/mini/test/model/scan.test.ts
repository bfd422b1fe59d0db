import { describe, expect, it } from "vitest";
import { readScan, readScanFailure } from "../../src/model/scan";

describe("a scan", () => {
  it("gives its text untouched", () => {
    expect(readScan({ result: " 88 26 " })).toEqual({ kind: "text", text: " 88 26 " });
  });

  it("gives a garbled text untouched, because the server judges it", () => {
    expect(readScan({ result: "\uFFFD\uFFFD88" })).toEqual({ kind: "text", text: "\uFFFD\uFFFD88" });
  });

  it("gives the path of a mini-program code", () => {
    expect(readScan({ result: "", path: "pages/x?scene=88" })).toEqual({ kind: "text", text: "pages/x?scene=88" });
  });

  it("fails where there is nothing", () => {
    expect(readScan({ result: "  " })).toEqual({ kind: "failed" });
  });

  it("is cancelled on both platforms", () => {
    const kinds = ["scanCode:fail cancel", "scanCode:fail user cancelled"].map((m) => readScanFailure({ errMsg: m }).kind);
    expect(kinds).toEqual(["cancelled", "cancelled"]);
  });

  it("is denied on both platforms", () => {
    const messages = ["scanCode:fail auth deny", "scanCode:fail system permission denied", "scanCode:fail privacy permission is not authorized"];
    expect(messages.map((m) => readScanFailure({ errMsg: m }).kind)).toEqual(["denied", "denied", "denied"]);
  });

  it("fails for any other reason", () => {
    expect(readScanFailure({ errMsg: "scanCode:fail" })).toEqual({ kind: "failed" });
  });
});
