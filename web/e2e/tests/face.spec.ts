import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { question, samples } from "../samples";

const fixed = [
  "/", "/scan", "/enterprises", "/sampling", "/sampling?q=示例", "/sampling?q=没有这个", "/recalls", "/news", "/news/1", "/statistics",
  "/report", "/how-to-use", "/privacy", "/embed", "/no-such-page",
];
const phone = { width: 360, height: 780 };
const desktop = { width: 1280, height: 900 };

function pages(prefix: string): [string, string][] {
  const plain = fixed.map((path): [string, string] => [path, path === "/" ? prefix || "/" : `${prefix}${path}`]);
  return [...plain, ...samples().map((one): [string, string] => [one.verdict, question(one, prefix)])];
}

async function looksRight(page: Page, name: string, path: string) {
  await page.goto(path);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `${name} scrolls sideways`).toBe(0);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(told, name).toEqual([]);
}

async function chooseLargeText(page: Page) {
  await page.goto("/text-size?size=large&back=%2F");
  await expect(page.locator("html")).toHaveAttribute("data-text", "large");
}

for (const text of ["normal", "large"] as const) {
  for (const [language, prefix] of Object.entries({ zh: "", en: "/en" })) {
    for (const scheme of ["light", "dark"] as const) {
      test(`every page is accessible and fits a phone: ${text} text, ${language}, ${scheme}`, async ({ page }) => {
        test.setTimeout(240_000);
        await page.setViewportSize(phone);
        await page.emulateMedia({ colorScheme: scheme });
        if (text === "large") await chooseLargeText(page);
        for (const [name, path] of pages(prefix)) await looksRight(page, name, path);
      });
    }
  }
}

for (const [language, prefix, scheme] of [["zh", "", "light"], ["en", "/en", "dark"]] as const) {
  test(`every page is accessible and fits a desk: ${language}, ${scheme}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize(desktop);
    await page.emulateMedia({ colorScheme: scheme });
    for (const [name, path] of pages(prefix)) await looksRight(page, name, path);
  });
}

test("large text is remembered and nothing scrolls sideways at 320 px", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto("/");
  await page.locator("a[href*='text-size']").first().click();
  await expect(page.locator("html")).toHaveAttribute("data-text", "large");
  for (const [name, path] of [...pages(""), ...pages("/en")]) {
    await page.goto(path);
    await expect(page.locator("html"), name).toHaveAttribute("data-text", "large");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `${name} scrolls sideways`).toBe(0);
  }
});

test("in large text what is touched is at least 60 pixels high and text at least 18", async ({ page }) => {
  await page.setViewportSize(phone);
  await chooseLargeText(page);
  await page.goto("/");
  for (const target of [page.locator("form.ask button").first(), page.locator("input[name=code]")]) {
    expect((await target.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(60);
  }
  const small = await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const box = node.parentElement;
      if (!box || !node.textContent?.trim() || box.closest("svg, script, [hidden]")) continue;
      if (parseFloat(getComputedStyle(box).fontSize) < 18) found.push(node.textContent.trim().slice(0, 20));
    }
    return found;
  });
  expect(small).toEqual([]);
});
