import { expect, type Page, test } from "@playwright/test";
import { sample } from "../samples";

/** Tabs until the focus is on something that fits; fails if it never is. */
async function tabTo(page: Page, selector: string) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    const isThere = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    if (isThere) return;
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** Whether the focused element shows that it is. */
async function focusIsVisible(page: Page) {
  return page.evaluate(() => {
    const style = getComputedStyle(document.activeElement ?? document.body);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
}

test("a code is asked for and the answer read with the keyboard alone", async ({ page }) => {
  const one = sample("expired");
  await page.goto("/");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, "input[name=enterprise]");
  await page.keyboard.type("shilijinzhuang");
  await page.keyboard.press("Escape");
  await page.evaluate(() => { (document.activeElement as HTMLInputElement).value = ""; });
  await tabTo(page, "input[name=code]");
  expect(await focusIsVisible(page)).toBe(true);
  await page.keyboard.type(one.text);
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
  await tabTo(page, "[data-item=product_inspection_report] a, a[data-item=product_inspection_report]");
  expect(await focusIsVisible(page)).toBe(true);
});

test("a suggested enterprise is chosen with the arrow keys", async ({ page }) => {
  await page.goto("/");
  await tabTo(page, "input[name=enterprise]");
  await page.keyboard.type("fh");
  await expect(page.locator("[role=option]").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.locator("input[name=enterprise]")).toHaveValue("飞鹤");
});

test("the scanner is opened and left with the keyboard", async ({ page }) => {
  await page.goto("/scan");
  await tabTo(page, "[data-scan-start]");
  expect(await focusIsVisible(page)).toBe(true);
  await page.keyboard.press("Enter");
  // There is no camera here: the page says so and typing is one step away.
  await expect(page.locator("[data-scan-status]")).not.toBeEmpty();
  await tabTo(page, "input[name=code]");
});

test("every focus in the answer is visible", async ({ page }) => {
  await page.goto(`/t/${sample("expired").code}`);
  const hidden: string[] = [];
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press("Tab");
    const where = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 80) ?? "");
    if (where.startsWith("<body")) break;
    if (!(await focusIsVisible(page))) hidden.push(where);
  }
  expect(hidden).toEqual([]);
});
