import { describe, expect, it } from "vitest";
import { readEntry, resultPath } from "../../src/model/entry";

describe("the way in", () => {
  it("is a can's plain URL, encoded as WeChat hands it over", () => {
    const q = encodeURIComponent("https://trace.example.cn/t/8826410000000119");
    expect(readEntry({ query: { q } }).text).toBe("https://trace.example.cn/t/8826410000000119");
  });

  it("is a can's plain URL, decoded as Douyin may hand it over", () => {
    const q = "https://trace.example.cn/t/8826%2041";
    expect(readEntry({ query: { q } }).text).toBe(q);
  });

  it("is the scene of a mini-program code", () => {
    expect(readEntry({ query: { scene: "8826410000000119" } }).text).toBe("8826410000000119");
  });

  it("is a shared path with code and enterprise", () => {
    const entry = readEntry({ query: { text: "8826%2041", enterprise: "61", again: "1" } });
    expect(entry).toEqual({ text: "8826 41", enterprise: "61", channel: null, again: true });
  });

  it("is a jump that says from where in its path", () => {
    expect(readEntry({ query: { from: "gov_client_mini" } }).channel).toBe("gov_client_mini");
  });

  it("is a jump that says from where beside its path", () => {
    const entry = readEntry({ query: {}, referrerInfo: { extraData: { from: "gov_client_mini", code: "88" } } });
    expect([entry.channel, entry.text]).toEqual(["gov_client_mini", "88"]);
  });

  it("believes the path before what stands beside it", () => {
    const referrerInfo = { extraData: { from: "jd" } };
    expect(readEntry({ query: { from: "gov_cn" }, referrerInfo }).channel).toBe("gov_cn");
  });

  it("takes no endless channel", () => {
    expect(readEntry({ query: { from: "x".repeat(33) } }).channel).toHaveLength(32);
  });

  it("leaves a broken escape as it is", () => {
    expect(readEntry({ query: { text: "%E5%A" } }).text).toBe("%E5%A");
  });

  it("is nothing where nothing is given", () => {
    const nothing = { text: null, enterprise: null, channel: null, again: false };
    expect(readEntry({ query: null, referrerInfo: { extraData: "x" } })).toEqual(nothing);
  });

  it("is written so that it is read again", () => {
    const text = "https://m.example.cn/c?k=a&b=100%25 奶";
    const search = resultPath(text, "61").split("?")[1] ?? "";
    const query = Object.fromEntries(search.split("&").map((pair) => pair.split("=") as [string, string]));
    expect(readEntry({ query })).toMatchObject({ text, enterprise: "61" });
  });
});
