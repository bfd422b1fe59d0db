import { describe, expect, it } from "vitest";
import type { Problem } from "@rusu/api";
import { failureOf, failureWords } from "../../src/model/failure";
import { wordsOf } from "../../src/words";

const problem = {
  code: "enterprise_unknown",
  title: "没有这家企业",
  title_en: "no such enterprise",
  detail: "请换一种写法",
  detail_en: "try another spelling",
} as Problem;
const fault = { kind: "api_fault", status: 400, problem } as const;

describe("why there is no answer", () => {
  it("is the server's own words, in Chinese", () => {
    expect(failureOf(fault, true, "zh")).toMatchObject({ kind: "problem", title: "没有这家企业" });
  });

  it("is the server's own words, in English", () => {
    expect(failureOf(fault, true, "en")).toMatchObject({ detail: "try another spelling" });
  });

  it("is a fault where something before the server spoke", () => {
    expect(failureOf({ ...fault, status: 502, problem: null }, true, "zh")).toEqual({ kind: "fault" });
  });

  it("is that the phone is offline", () => {
    expect(failureOf({ errMsg: "request:fail timeout" }, false, "zh")).toEqual({ kind: "offline" });
  });

  it("is a timeout in either spelling", () => {
    const kinds = ["request:fail timeout", "request:fail time out"].map((m) => failureOf({ errMsg: m }, true, "zh").kind);
    expect(kinds).toEqual(["timeout", "timeout"]);
  });

  it("is otherwise that the platform was not reached", () => {
    expect(failureOf(undefined, true, "zh")).toEqual({ kind: "unreachable" });
  });

  it("never blames the formula", () => {
    const words = wordsOf("zh");
    const texts = (["offline", "timeout", "unreachable", "fault"] as const).map((kind) => failureWords({ kind }, words));
    expect(texts.every(({ text }) => text.includes("与您的奶粉无关"))).toBe(true);
  });
});
