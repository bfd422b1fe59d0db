// Photographs every kind of page for docs/gallery.md: `npm run gallery -w @rusu/e2e`. Not part of the tests.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "@playwright/test";
import { question, sample } from "../samples";

const target = resolve(import.meta.dirname, "../../../docs/gallery");

interface Shot {
  name: string;
  path: string;
  words: string;
  width?: number;
  scheme?: "light" | "dark";
  large?: boolean;
  whole?: boolean;
}

const of = (verdict: string, prefix = "") => question(sample(verdict), prefix);

function shots(): Shot[] {
  return [
    { name: "home", path: "/", words: "首页" },
    { name: "home-desk", path: "/", words: "首页，电脑", width: 1280 },
    { name: "home-large", path: "/", words: "首页，大字，320 像素", width: 320, large: true },
    { name: "scan", path: "/scan", words: "扫码" },
    { name: "first-query", path: of("first_query"), words: "查到了", whole: true },
    { name: "result-desk", path: of("seen_before"), words: "查到了，电脑", width: 1280, whole: true },
    { name: "result-dark", path: of("seen_before"), words: "查到了，深色", scheme: "dark" },
    { name: "result-large", path: of("seen_before"), words: "查到了，大字", large: true },
    { name: "result-en", path: of("seen_before", "/en"), words: "found, English" },
    { name: "recalled", path: of("recalled"), words: "正在召回" },
    { name: "expired", path: of("expired"), words: "已经过期" },
    { name: "unusually-often", path: of("unusually_often"), words: "查询次数偏多" },
    { name: "withdrawn", path: of("withdrawn"), words: "已撤回" },
    { name: "unrecognised", path: of("unrecognised"), words: "没有查到，可能输错" },
    { name: "no-record", path: of("no_record"), words: "格式相符，没有记录" },
    { name: "inner-code", path: of("inner_code_given"), words: "输入的是内码" },
    { name: "ambiguous", path: of("ambiguous"), words: "请选择品牌" },
    { name: "enterprises", path: "/enterprises", words: "已接入企业" },
    { name: "sampling", path: "/sampling", words: "合格快查" },
    { name: "recalls", path: "/recalls", words: "召回" },
    { name: "news", path: "/news", words: "资讯" },
    { name: "statistics", path: "/statistics", words: "统计" },
    { name: "statistics-desk", path: "/statistics", words: "统计，电脑", width: 1280 },
    { name: "report", path: "/report", words: "报告问题" },
    { name: "how-to-use", path: "/how-to-use", words: "怎么用" },
    { name: "embed", path: "/embed?from=gov_cn", words: "嵌入", width: 360 },
  ];
}

test("every kind of page is photographed", async ({ browser, baseURL }) => {
  test.setTimeout(300_000);
  mkdirSync(target, { recursive: true });
  for (const shot of shots()) {
    const width = shot.width ?? 390;
    const viewport = { width, height: width > 600 ? 800 : 844 };
    const context = await browser.newContext({ viewport, colorScheme: shot.scheme ?? "light", deviceScaleFactor: 1 });
    if (shot.large) await context.addCookies([{ name: "rusu_text", value: "large", url: baseURL ?? "" }]);
    const page = await context.newPage();
    await page.goto(`${baseURL}${shot.path}`);
    const path = join(target, `${shot.name}.jpg`);
    await page.screenshot({ path, type: "jpeg", quality: 72, fullPage: shot.whole ?? false });
    await context.close();
  }
  const head = "# Gallery\n\nWhat people see, photographed from the sample data with `npm run gallery -w @rusu/e2e`; 390 px wide where nothing else is said.\n";
  const rows = shots().map((shot) => `## ${shot.words}\n\n![${shot.words}](gallery/${shot.name}.jpg)\n`);
  writeFileSync(resolve(target, "../gallery.md"), [head, ...rows].join("\n"));
});
