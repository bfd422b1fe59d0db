import { describe, expect, it } from "vitest";
import type { Enterprise } from "@rusu/api";
import { matching, monogram } from "../../src/model/enterprises";
import { emptyListing, withPage } from "../../src/model/listing";
import { chinaDay, chinaMinute } from "../../src/model/moments";

const enterprise = (name: string, brands: string[]): Enterprise => ({ name, brands, legal_name: null }) as unknown as Enterprise;
const all = [enterprise("示例乳业", ["ＡＢＣ"]), enterprise("样例乳品", ["优护"])];

describe("a moment", () => {
  it("is shown as it is in China", () => {
    expect(chinaMinute("2026-08-22T16:30:00Z")).toBe("2026-08-23 00:30");
  });

  it("is the same wherever it was written", () => {
    expect(chinaDay("2026-08-23T00:30:00+08:00")).toBe("2026-08-23");
  });

  it("stays as it is where it is none", () => {
    expect(chinaMinute("soon")).toBe("soon");
  });
});

describe("a list", () => {
  it("grows by its next page", () => {
    const first = withPage(emptyListing<number>(), 1, [1, 2], true);
    expect(withPage(first, 2, [3], false)).toEqual({ rows: [1, 2, 3], page: 2, more: false });
  });

  it("begins anew with its first page", () => {
    const before = withPage(emptyListing<number>(), 1, [1], true);
    expect(withPage(before, 1, [9], false).rows).toEqual([9]);
  });
});

describe("an enterprise", () => {
  it("is found by a brand in another width and case", () => {
    expect(matching(all, "ab c").map((one) => one.name)).toEqual(["示例乳业"]);
  });

  it("is any where nothing is typed", () => {
    expect(matching(all, " ")).toHaveLength(2);
  });

  it("has its first letter until it has a logo", () => {
    expect([monogram("示例乳业"), monogram("")]).toEqual(["示", ""]);
  });
});
