import { describe, expect, it } from "vitest";
import { Door, ownChannel } from "../../src/model/channel";

const door = (): Door => new Door(ownChannel("weapp"));

describe("the door", () => {
  it("is the platform's own to begin with", () => {
    expect([ownChannel("weapp"), ownChannel("tt")]).toEqual(["wechat_mini", "douyin_mini"]);
  });

  it("stays the one that somebody jumped in by", () => {
    const one = door();
    one.enter({ query: { from: "gov_client_mini" } });
    one.enter({ query: {} });
    expect(one.channel).toBe("gov_client_mini");
  });

  it("is its own again when a can's URL opens the program", () => {
    const one = door();
    one.enter({ query: { from: "gov_client_mini" } });
    one.enter({ query: { q: "https://h/t/1" } });
    expect(one.channel).toBe("wechat_mini");
  });

  it("hands over once what stood beside the path of a jump", () => {
    const one = door();
    const jump = { query: {}, referrerInfo: { extraData: { from: "gov_client_mini", code: "88" } } };
    one.enter(jump);
    one.enter(jump);
    expect([one.takeJump()?.text, one.takeJump()]).toEqual(["88", null]);
  });

  it("hands nothing over that the page sees itself", () => {
    const one = door();
    one.enter({ query: { q: "https://h/t/1" }, referrerInfo: { extraData: { code: "88" } } });
    expect(one.takeJump()).toBeNull();
  });

  it("does not open a jump again when the program comes back to the front", () => {
    const one = door();
    const jump = { referrerInfo: { extraData: { code: "88" } } };
    one.enter(jump);
    one.takeJump();
    one.enter(jump);
    expect(one.takeJump()).toBeNull();
  });
});
