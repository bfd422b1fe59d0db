import { expect, test } from "@playwright/test";
import QRCode from "qrcode";
import { question, sample } from "../samples";

// Everything but the camera works in a browser that runs no script.
test.use({ javaScriptEnabled: false });

test("the form, the answer and the directory work", async ({ page }) => {
  const one = sample("expired");
  await page.goto("/");
  await page.locator("input[name=code]").fill(one.text);
  await page.locator("form:has(input[name=code]) button").first().click();
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
  await page.goto("/enterprises?q=feihe");
  await expect(page.getByText("飞鹤").first()).toBeVisible();
});

test("an enterprise's name that fits several gives the choices back", async ({ page }) => {
  await page.goto(`/query?enterprise=${encodeURIComponent("百跃")}&code=123456789012`);
  await expect(page.locator("body")).toContainText("百跃");
});

test("nothing is shown that only a script could do", async ({ page }) => {
  for (const path of ["/", "/scan", question(sample("first_query"))]) {
    await page.goto(path);
    for (const needy of await page.locator("[data-scan-start], [data-read-aloud]").all()) await expect(needy).toBeHidden();
  }
});

test("a photo of the code leads to the answer", async ({ page }) => {
  const one = sample("expired");
  const photo = await QRCode.toBuffer(one.text, { width: 600, margin: 4 });
  await page.goto("/scan");
  const form = page.locator("form[action$='/photo']");
  await form.locator("input[type=file]").setInputFiles({ name: "can.png", mimeType: "image/png", buffer: photo });
  await form.locator("button").click();
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
});

test("a photo without a code says so and leaves typing as the way out", async ({ page }) => {
  const blank = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=", "base64");
  await page.goto("/scan");
  const form = page.locator("form[action$='/photo']");
  await form.locator("input[type=file]").setInputFiles({ name: "wall.png", mimeType: "image/png", buffer: blank });
  await form.locator("button").click();
  await expect(page.locator("[role=alert], .message").first()).toBeVisible();
  await expect(page.locator("input[name=code]").first()).toBeVisible();
});

test("sampling results are searched", async ({ page }) => {
  await page.goto("/sampling");
  await page.locator("main form input[type=search], main form input[name=q]").first().fill("示例");
  await page.locator("main form button").first().click();
  await expect(page).toHaveURL(/\/sampling\?/);
  await expect(page.locator("main")).toContainText("示例");
});

test("a problem is reported from the answer, and the form keeps what was typed when something is missing", async ({ page }) => {
  await page.goto(question(sample("no_record")));
  await page.locator("main a[href*='/report']").first().click();
  await expect(page.locator("input[name=code]")).toHaveValue(/.+/);
  await page.locator("textarea").fill("罐底的二维码被刮掉了");
  // A person needs longer than a script for this form; the test waits like one.
  await page.waitForTimeout(3_500);
  await page.locator("main form button").first().click();
  await expect(page.locator("main h1")).toBeVisible();
  await expect(page.locator("textarea")).toHaveCount(0);
});

test("the share image opens as a picture of its own", async ({ page, request }) => {
  await page.goto(question(sample("expired")));
  const link = page.locator("a[href*='share.svg']").first();
  const answer = await request.get((await link.getAttribute("href")) ?? "");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-type"]).toContain("image/svg+xml");
});
