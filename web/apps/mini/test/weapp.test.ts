import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeProgram } from "./program";
import { Phone } from "./runtime";
import { Server } from "./server";
import { allIn, hasClass, wordsIn } from "./tree";

describeProgram("weapp");

// Only WeChat's compiler is public, so only its templates tell what a screen reader is given.
describe("what a screen reader is given", () => {
  let server: Server;
  let phone: Phone;
  beforeAll(async () => {
    server = await Server.start();
    phone = await Phone.open({ platform: "weapp", server: server.url });
    phone.scanner = { result: server.sample("recalled").text };
  });
  afterAll(() => server.stop());

  it("is a role for everything that can be pressed", async () => {
    const pressed = allIn(phone.tree(), (node) => ["tool", "link", "choice"].some((name) => hasClass(node, name)));
    expect(pressed.length).toBeGreaterThan(0);
    expect(pressed.filter((node) => !node.attributes.ariaRole).map(wordsIn)).toEqual([]);
  });

  it("is a name for a field", () => {
    const fields = allIn(phone.tree(), (node) => node.tag === "input");
    expect(fields.map((node) => node.attributes.ariaLabel)).toEqual(["追溯码"]);
  });

  it("is the verdict at once, and headings to jump between", async () => {
    await phone.tap("扫码追溯");
    const tree = phone.tree();
    const alerts = allIn(tree, (node) => node.attributes.ariaRole === "alert").map(wordsIn);
    const headings = allIn(tree, (node) => node.attributes.ariaRole === "heading").map((node) => wordsIn(node).trim());
    expect(alerts.join()).toContain("请停止食用：这一批正在召回");
    expect(headings).toEqual(expect.arrayContaining(["召回公告", "质量", "来路", "产品", "喂养", "企业", "凭证"]));
  });

  it("is no drawing", () => {
    const icons = allIn(phone.tree(), (node) => hasClass(node, "icon"));
    expect(icons.every((node) => node.attributes.ariaHidden === "true")).toBe(true);
  });
});
