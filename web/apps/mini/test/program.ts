// What the built program does on one platform, against a running server.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, TraceItem } from "@rusu/api";
import { Phone } from "./runtime";
import type { Network, PhoneOptions, Platform } from "./runtime";
import { Server } from "./server";
import type { Sample } from "./server";
import { allIn, hasClass, wordsIn } from "./tree";

const RESULT = "pages/result/index";
/** Every verdict that exists; samples.json has one of each. */
const VERDICTS = 16;

/** The whole suite for a platform. */
export function describeProgram(platform: Platform): void {
  describe(`the ${platform} program`, () => {
    let server: Server;
    beforeAll(async () => {
      server = await Server.start();
    });
    afterAll(() => server.stop());

    const open = (setup: Partial<PhoneOptions> = {}): Promise<Phone> =>
      Phone.open({ platform, server: server.url, ...setup });
    const scanned = async (text: string, setup: Partial<PhoneOptions> = {}): Promise<Phone> => {
      const phone = await open(setup);
      phone.scanner = { result: text };
      await phone.tap("扫码追溯");
      return phone;
    };
    /** Asks the server as the page did, without counting. */
    const answered = async (sample: Sample): Promise<Answer> => {
      const body = JSON.stringify({ text: sample.text, enterprise: sample.enterprise, lang: "zh", again: true });
      const response = await fetch(`${server.url}/api/v1/resolve`, { method: "POST", body });
      return (await response.json()) as Answer;
    };
    /** How many queries came by a door so far; the published statistics may be a minute old. */
    const queriesBy = async (channel: string): Promise<number> => {
      const lines = (await (await fetch(`${server.url}/metrics`)).text()).split("\n");
      const own = lines.filter((line) => line.startsWith(`rusu_query_channel_total{channel="${channel}"}`));
      return own.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    };
    const failing = async (network: Network): Promise<Phone> => {
      const phone = await open();
      phone.network = network;
      phone.scanner = { result: server.sample("first_query").text };
      await phone.tap("扫码追溯");
      return phone;
    };

    describe("from scan to record", () => {
      it("shows the verdict of a scanned can", async () => {
        const phone = await scanned(server.sample("first_query").text);
        expect(phone.page.route).toBe(RESULT);
        expect(phone.words()).toContain("查到了，这是第 1 次查询");
      });

      it("shows all 32 items of a scanned can", async () => {
        const phone = await scanned(server.sample("seen_before").text);
        const record = (await answered(server.sample("seen_before"))).record;
        const words = phone.words();
        expect(record?.items).toHaveLength(32);
        expect(record?.items.filter((item) => !isShown(item, words)).map((item) => item.id)).toEqual([]);
      });

      it("says 企业未提供 once for each item without a value", async () => {
        const phone = await scanned(server.sample("seen_before").text);
        const items = (await answered(server.sample("seen_before"))).record?.items ?? [];
        const missing = items.filter((item) => item.value === null && item.documents.length === 0).length;
        expect(phone.words().split("企业未提供").length - 1).toBe(missing);
      });

      it("shows the verdict before anything else of the answer", async () => {
        const words = (await scanned(server.sample("seen_before").text)).words();
        const order = ["已查询过", "查询次数：", "请与罐体上的喷码核对，应当完全一致", "检验结论", "从牧场到货架", "品牌", "食用方法", "企业名称"];
        const places = order.map((one) => words.indexOf(one));
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(places).not.toContain(-1);
      });

      it("shows how often it was asked for, in a bucket with the first day", async () => {
        const phone = await scanned(server.sample("seen_before").text);
        expect(phone.words()).toMatch(/查询次数：\S+ .+ 次，首次查询是 \d{4}-\d\d-\d\d/);
      });

      it("shows production date, expiry and lot in the frame to hold against the can", async () => {
        const phone = await scanned(server.sample("seen_before").text);
        const lot = (await answered(server.sample("seen_before"))).record?.lot;
        const frame = allIn(phone.tree(), (node) => hasClass(node, "compare"))[0];
        const words = frame ? wordsIn(frame) : "";
        expect([lot?.production_date, lot?.expiry_date, lot?.number].every((one) => words.includes(one ?? "-"))).toBe(true);
      });

      it("answers a typed code", async () => {
        const phone = await open();
        await phone.type(` ${server.sample("expired").code ?? ""} `);
        await phone.tap("查询");
        expect(phone.sent.at(-1)?.body.text).toBe(server.sample("expired").code);
        expect(phone.words()).toContain("已经过期");
      });

      it("asks for a code where nothing was typed", async () => {
        const phone = await open();
        await phone.tapClass("typing");
        await phone.tap("查询");
        expect(phone.page.route).toBe("pages/index/index");
        expect(phone.words()).toContain("请输入追溯码。");
      });

      it("asks by the enterprise that was chosen from the list", async () => {
        const phone = await open();
        await phone.tap("由平台识别");
        await phone.type("样例优护");
        await phone.tap("选择这家企业");
        expect(phone.words()).toContain("样例乳品");
        await phone.type(server.sample("other_enterprise").text);
        await phone.tap("查询");
        expect(phone.sent.at(-1)?.body.enterprise).toBe("62");
        expect(phone.words()).toContain("这个码是");
      });

      it("sends a garbled text as it is, for the server to judge", async () => {
        const phone = await scanned("\uFFFD\uFFFD8826");
        expect(phone.sent.at(-1)?.body.text).toBe("\uFFFD\uFFFD8826");
        expect(phone.words()).toContain("没有查到");
      });

      it("opens a report", async () => {
        const phone = await scanned(server.sample("seen_before").text);
        await phone.tapClass("doc");
        expect(phone.calls.some(({ name }) => name === "openDocument" || name === "previewImage")).toBe(true);
      });

      it("says that a report did not open", async () => {
        const phone = await scanned(server.sample("seen_before").text);
        phone.downloads = { status: 503 };
        await phone.tapClass("doc");
        const said = phone.calls.filter(({ name }) => name === "showToast").map(({ options }) => options.title);
        expect(said).toEqual(["没有打开，请稍后再试。"]);
      });

      it("reads the whole way back to the first page", async () => {
        const phone = await scanned(server.sample("expired").text);
        await phone.tap("再查一罐");
        expect(phone.page.route).toBe("pages/index/index");
      });
    });

    describe("every verdict", () => {
      it("has a sample", () => {
        expect(new Set(server.samples().map((one) => one.verdict)).size).toBe(VERDICTS);
      });

      it("is rendered in its tone with the server's words", async () => {
        const wrong: string[] = [];
        for (const sample of server.samples()) {
          const query: Record<string, string> = { text: encodeURIComponent(sample.text), again: "1" };
          if (sample.enterprise !== null) query.enterprise = String(sample.enterprise);
          const phone = await open({ launch: { path: RESULT, query } });
          const { verdict } = await answered(sample);
          const words = phone.words();
          const block = allIn(phone.tree(), (node) => hasClass(node, `says-${verdict.code}`))[0];
          const isWhole = [verdict.title, verdict.detail, verdict.next, verdict.hint ?? ""].every((one) => words.includes(one));
          if (!isWhole || !block || !hasClass(block, `is-${verdict.tone}`)) wrong.push(sample.verdict);
        }
        expect(wrong).toEqual([]);
      });

      it("shows a recall with its notice and a phone to press", async () => {
        const phone = await scanned(server.sample("recalled").text);
        expect(phone.words()).toContain("召回公告");
        await phone.tap("拨打 400-000-0000");
        expect(phone.calls.at(-1)?.options.phoneNumber).toBe("4000000000");
      });

      it("paints the bar red for what must not be eaten, and for nothing else", async () => {
        const bars = async (verdict: string): Promise<unknown[]> => {
          const phone = await scanned(server.sample(verdict).text);
          return phone.calls.filter(({ name }) => name === "setNavigationBarColor").map(({ options }) => options.backgroundColor);
        };
        expect([await bars("recalled"), await bars("no_record")]).toEqual([["#a8201a"], []]);
      });

      it("marks the expiry date of an expired can in the frame", async () => {
        const phone = await scanned(server.sample("expired").text);
        const over = allIn(phone.tree(), (node) => hasClass(node, "over"))[0];
        expect(over ? wordsIn(over) : "").toContain("保质期至");
      });

      it("shows what was typed and where the code is, where nothing was found", async () => {
        const phone = await scanned(server.sample("unrecognised").text);
        const words = phone.words();
        expect([server.sample("unrecognised").text, "码在哪里？", "商品条码不是"].every((one) => words.includes(one))).toBe(true);
      });

      it("asks by the enterprise that is chosen among several", async () => {
        const phone = await scanned(server.sample("ambiguous").text);
        await phone.tap("罐体上是哪个品牌？");
        await phone.tapClass("link");
        expect(phone.sent.at(-1)?.body.enterprise).toMatch(/^\d+$/);
      });

      it("asks by the enterprise to which the code belongs", async () => {
        const { text, enterprise } = server.sample("other_enterprise");
        const query = { text, enterprise: String(enterprise) };
        const phone = await open({ launch: { path: RESULT, query } });
        await phone.tap("按示例乳业查询");
        expect(phone.sent.at(-1)?.body.enterprise).toBe("61");
      });

      it("opens a can out of a case", async () => {
        const phone = await scanned(server.sample("package").text);
        await phone.tapClass("link");
        expect(phone.page.route).toBe(RESULT);
        expect(phone.words()).toContain("请与罐体上的喷码核对");
      });
    });

    describe("the ways in", () => {
      it("are a can's plain URL, whose whole text is asked", async () => {
        const url = `https://trace.example.cn/t/${server.sample("expired").code ?? ""}`;
        const phone = await open({ launch: { path: RESULT, query: { q: encodeURIComponent(url) } } });
        expect(phone.sent.at(-1)?.body.text).toBe(url);
      });

      it("are a can's plain URL that is bound to the first page", async () => {
        const url = server.sample("expired").text;
        const phone = await open({ launch: { query: { q: encodeURIComponent(url) } } });
        expect([phone.page.route, phone.sent.at(-1)?.body.text]).toEqual([RESULT, url]);
      });

      it("are a mini-program code's scene", async () => {
        const phone = await open({ launch: { query: { scene: server.sample("expired").code ?? "" } } });
        expect(phone.words()).toContain("已经过期");
      });

      it("count as the platform's own where none is named", async () => {
        const phone = await scanned(server.sample("expired").text);
        expect(phone.sent.at(-1)?.body.channel).toBe(platform === "tt" ? "douyin_mini" : "wechat_mini");
      });

      it("count a jump that names itself, also for a scan made later", async () => {
        const phone = await scanned(server.sample("expired").text, { launch: { query: { from: "gov_client_mini" } } });
        expect(phone.sent.at(-1)?.body.channel).toBe("gov_client_mini");
      });

      it("count a jump that names itself beside its path", async () => {
        const code = server.sample("expired").code ?? "";
        const referrerInfo = { appId: "wx0", extraData: { from: "gov_client_mini", code } };
        const phone = await open({ launch: { query: {}, referrerInfo } });
        await phone.settle();
        expect(phone.sent.map(({ body }) => body.channel)).toEqual(["gov_client_mini"]);
      });

      it("are counted by the platform for the door that was named", async () => {
        const before = await queriesBy("gov_client_mini");
        await scanned(server.sample("seen_before").text, { launch: { query: { from: "gov_client_mini" } } });
        expect((await queriesBy("gov_client_mini")) - before).toBe(1);
      });

      it("are a shared answer, that opens by its path", async () => {
        const shared = (await scanned(server.sample("recalled").text)).share();
        const [path = "", search = ""] = shared.path.slice(1).split("?");
        const query = Object.fromEntries(search.split("&").map((pair) => pair.split("=") as [string, string]));
        const phone = await open({ launch: { path, query } });
        expect(shared.title).toContain("请停止食用：这一批正在召回");
        expect(phone.words()).toContain("请停止食用：这一批正在召回");
      });

      it("lead to the first page where a result is opened without a question", async () => {
        const phone = await open({ launch: { path: RESULT, query: {} } });
        expect([phone.page.route, phone.sent.length]).toEqual(["pages/index/index", 0]);
      });
    });

    describe("every state", () => {
      it("of the scanner: cancelled stays silent", async () => {
        const phone = await open();
        const before = phone.words();
        await phone.tap("扫码追溯");
        expect(phone.words()).toBe(before);
      });

      it("of the scanner: denied has two ways out", async () => {
        const phone = await open();
        phone.scanner = "scanCode:fail auth deny";
        await phone.tap("扫码追溯");
        expect(phone.words()).toContain("现在不能使用相机");
        await phone.tap("打开设置");
        expect(phone.calls.at(-1)?.name).toBe("openSetting");
      });

      it("of the scanner: failed says how else", async () => {
        const phone = await open();
        phone.scanner = "scanCode:fail";
        await phone.tap("扫码追溯");
        expect(phone.words()).toContain("没有扫到码");
      });

      it("of a question: loading shows only after 300 ms", async () => {
        const phone = await failing({ kind: "silent" });
        await phone.pass(299);
        expect(phone.words()).not.toContain("正在查询");
        await phone.pass(1);
        expect(phone.words()).toContain("正在查询");
      });

      it("of a question: slow says so and goes on", async () => {
        const phone = await failing({ kind: "silent" });
        await phone.pass(5_000);
        expect(phone.words()).toContain("网络有点慢，还在查");
      });

      it("of a question: 15 s are the end", async () => {
        const phone = await failing({ kind: "silent" });
        await phone.pass(15_000);
        expect(phone.words()).toContain("等得太久了");
      });

      it("of a question: the platform's own time limit is the same", async () => {
        expect((await failing({ kind: "timeout" })).words()).toContain("等得太久了");
      });

      it("of a question: offline", async () => {
        expect((await failing({ kind: "offline" })).words()).toContain("手机没有连上网络");
      });

      it("of a question: the platform is not reached", async () => {
        expect((await failing({ kind: "unreachable" })).words()).toContain("暂时连不上平台");
      });

      it("of a question: a gateway's error", async () => {
        const phone = await failing({ kind: "answers", status: 502, text: "<html>Bad Gateway</html>" });
        expect(phone.words()).toContain("暂时查不了");
      });

      it("of a question: the server's problem in its own words", async () => {
        const query = { text: "1234567890", enterprise: encodeURIComponent("没有这一家") };
        const phone = await open({ launch: { path: RESULT, query } });
        const body = JSON.stringify({ text: "1", enterprise: "没有这一家" });
        const response = await fetch(`${server.url}/api/v1/resolve`, { method: "POST", body });
        const problem = (await response.json()) as { title: string; detail: string };
        expect(response.status).toBe(400);
        expect([problem.title, problem.detail].every((one) => phone.words().includes(one))).toBe(true);
      });

      it("of a question: trying again is the same question, counted once", async () => {
        const phone = await failing({ kind: "offline" });
        phone.network = { kind: "online" };
        await phone.tap("再试一次");
        expect(phone.sent.map(({ body }) => body.again)).toEqual([false, true]);
        expect(phone.words()).toContain("查到了");
      });

      it("of the enterprises: not found", async () => {
        const phone = await open();
        await phone.tap("已接入企业");
        await phone.type("进口某某");
        expect(phone.words()).toContain("没有找到“进口某某”");
      });

      it("of the enterprises: offline, and again online", async () => {
        const phone = await open();
        phone.network = { kind: "offline" };
        await phone.tap("已接入企业");
        expect(phone.words()).toContain("手机没有连上网络");
        phone.network = { kind: "online" };
        await phone.tap("再试一次");
        expect(phone.words()).toContain("样例乳品");
      });
    });

    describe("the choices", () => {
      it("are large text, that grows every size and is remembered", async () => {
        const storage = new Map<string, unknown>();
        const phone = await open({ storage });
        await phone.tap("大字");
        expect([sizeOf(phone), sizeOf(await open({ storage }))]).toEqual(["22px", "22px"]);
      });

      it("follow the text size of the phone", async () => {
        expect(sizeOf(await open({ system: { fontSizeSetting: 24 } }))).toBe("24px");
      });

      it("follow a text size that changes while the program rests", async () => {
        const system = { fontSizeSetting: 16 };
        const phone = await open({ system });
        system.fontSizeSetting = 20;
        await phone.comeBack();
        expect(sizeOf(phone)).toBe("20px");
      });

      it("are English by the phone's language, with the server's words in English", async () => {
        const phone = await open({
          system: { language: "en" },
          launch: { path: RESULT, query: { text: server.sample("recalled").code ?? "", enterprise: "62", again: "1" } },
        });
        expect(phone.sent.at(-1)?.body.lang).toBe("en");
        expect(phone.words()).toContain("Compare with the print on the can");
      });

      it("are another language, that asks for the same answer without counting it", async () => {
        const phone = await scanned(server.sample("recalled").text);
        await phone.tap("English");
        expect(phone.sent.map(({ body }) => [body.lang, body.again])).toEqual([
          ["zh", false],
          ["en", true],
        ]);
        expect(phone.words()).toContain("Call 400-000-0000");
      });

      it("leave no Chinese word of ours on an English page", async () => {
        const phone = await open({ system: { language: "en" } });
        const left = phone.words().match(/[\u4e00-\u9fff]+/g);
        expect(left).toEqual(["中文"]);
      });

      it("name the page in the bar", async () => {
        const phone = await open();
        await phone.tap("怎么用");
        const titles = phone.calls.filter(({ name }) => name === "setNavigationBarTitle").map(({ options }) => options.title);
        expect(titles).toEqual(["婴配乳粉追溯", "怎么用"]);
      });
    });

    describe("the other pages", () => {
      it("tell how to use it, with a picture of where the code stands", async () => {
        const phone = await open();
        await phone.tap("怎么用");
        expect(phone.words()).toContain("6900 0123 4567 8901");
      });

      it("tell what is collected and what is not", async () => {
        const phone = await open();
        await phone.tap("关于和隐私");
        expect(phone.words()).toContain("画面不上传，不保存");
      });

      it("list the recalls in force", async () => {
        const phone = await open();
        await phone.tap("召回公告");
        const words = phone.words();
        expect(["二级召回", "样例乳品", "拨打 400-000-0000"].every((one) => words.includes(one))).toBe(true);
      });

      it("show a recall that has ended as ended", async () => {
        const phone = await open();
        phone.network = { kind: "answers", status: 200, text: JSON.stringify(ENDED_RECALL) };
        await phone.tap("召回公告");
        const words = phone.words();
        expect(["一级召回", "已于 2026-11-01 结束", "SL1、SL2", "拨打 400-000-0000"].every((one) => words.includes(one))).toBe(true);
      });

      it("say that nothing was found where a list is empty", async () => {
        const phone = await open();
        phone.network = { kind: "answers", status: 200, text: JSON.stringify({ results: [], page: 1, more: false }) };
        await phone.tap("合格快查");
        expect(phone.words()).toContain("还没有公布的抽检结果。");
      });

      it("search the sampling results", async () => {
        const phone = await open();
        await phone.tap("合格快查");
        await phone.type("没有这样的产品");
        await phone.tapClass("main");
        expect(phone.sent.at(-1)?.path).toContain(`q=${encodeURIComponent("没有这样的产品")}`);
        expect(phone.words()).toContain("没有公布过结果，不等于有问题");
      });

      it("show the sampling results that did not pass", async () => {
        const phone = await open();
        await phone.tap("合格快查");
        await phone.tap("不合格");
        expect(phone.sent.at(-1)?.path).toContain("conclusion=fail");
      });

      it("show a sampling result with what was found", async () => {
        const phone = await open();
        phone.network = { kind: "answers", status: 200, text: JSON.stringify(FAILED_SAMPLING) };
        await phone.tap("合格快查");
        expect(phone.words()).toContain("阪崎肠杆菌：检出 检出，标准 不得检出");
      });

      it("load more of a list where there is more", async () => {
        const phone = await open();
        phone.network = { kind: "answers", status: 200, text: JSON.stringify(FAILED_SAMPLING) };
        await phone.tap("合格快查");
        await phone.tap("再看一些");
        expect(phone.sent.at(-1)?.path).toContain("page=2");
      });
    });
  });
}

/** A result as the platform publishes it. */
const FAILED_SAMPLING = {
  results: [
    {
      id: 1,
      scope: "national",
      scope_name: "国家抽检",
      authority: "示例监管机关",
      notice: "示例公告 1 号",
      notice_url: "https://example.cn/1",
      published_on: "2026-10-01",
      sample_number: "N1",
      product_name: "示例婴儿配方奶粉",
      brand: "示例",
      manufacturer: "示例乳业有限公司",
      enterprise: null,
      specification: "800 g",
      lot_number: "SL1",
      production_date: "2026-08-14",
      sampled_at: "示例商店",
      conclusion: "fail",
      conclusion_name: "不合格",
      failures: [{ parameter: "阪崎肠杆菌", found: "检出", limit: "不得检出" }],
    },
  ],
  page: 1,
  more: true,
};

/** A recall as the platform publishes it. */
const ENDED_RECALL = {
  recalls: [
    {
      id: 1,
      enterprise: { id: 61, name: "示例乳业" },
      level: "1",
      level_name: "一级召回",
      lots: ["SL1", "SL2"],
      reason: "示例",
      instructions: "请停止食用",
      contact_phone: "400-000-0000",
      announced_at: "2026-10-01T00:00:00Z",
      ended_at: "2026-10-31T16:30:00Z",
    },
  ],
  page: 1,
  more: false,
};

/** Whether an item's name and everything of its value are on the page. */
function isShown(item: TraceItem, words: string): boolean {
  const flat = (text: string): string => text.replace(/\s+/g, "");
  const page = flat(words);
  const value = item.rows.length > 1 ? item.rows.flat() : [item.value ?? ""];
  return [item.name, ...value].every((one) => page.includes(flat(one)));
}

function sizeOf(phone: Phone): string {
  const screen = allIn(phone.tree(), (node) => hasClass(node, "screen"))[0];
  const style = String(screen?.attributes.style ?? screen?.attributes.st ?? "");
  return /font-size:\s*([^;]+)/.exec(style)?.[1] ?? style;
}
