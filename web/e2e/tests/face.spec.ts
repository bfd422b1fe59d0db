import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { question, samples } from "../samples";

const fixed = ["/", "/enterprises", "/how-to-use", "/privacy", "/no-such-page"];
const phone = { width: 360, height: 780 };
const desktop = { width: 1280, height: 900 };

function pages(prefix: string): [string, string][] {
  const plain = fixed.map((path): [string, string] => [path === "/" ? "home" : path.slice(1), `${prefix}${path}`]);
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

for (const [size, viewport] of Object.entries({ phone, desktop })) {
  for (const [language, prefix] of Object.entries({ zh: "", en: "/en" })) {
    for (const scheme of ["light", "dark"] as const) {
      test(`every page is accessible and fits: ${size}, ${language}, ${scheme}`, async ({ page }) => {
        test.setTimeout(180_000);
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: scheme });
        for (const [name, path] of pages(prefix)) {
          await looksRight(page, name, path);
          if (scheme === "light" || name === "first_query") {
            await page.screenshot({ path: `results/screens/${size}-${language}-${scheme}-${name}.png`, fullPage: true });
          }
        }
      });
    }
  }
}

test("large text is remembered, fits 320 px and stays accessible", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto("/");
  await page.locator("a[href*='text-size']").first().click();
  await expect(page.locator("html")).toHaveAttribute("data-text", "large");
  for (const [name, path] of pages("")) {
    await looksRight(page, name, path);
    await expect(page.locator("html")).toHaveAttribute("data-text", "large");
  }
  await page.goto(question(samples()[0]!));
  await page.screenshot({ path: "results/screens/large-320.png", fullPage: true });
});
