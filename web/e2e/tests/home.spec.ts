import { brotliCompressSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { question, sample } from "../samples";

test("a code typed into the form is answered", async ({ page }) => {
  const one = sample("expired");
  await page.goto("/");
  await page.locator("input[name=code]").fill(one.text);
  await page.locator("input[name=code]").press("Enter");
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
});

test("an enterprise is found by its initials while typing", async ({ page }) => {
  await page.goto("/");
  const field = page.locator("input[name=enterprise]");
  await field.pressSequentially("fh");
  await expect(page.getByText("飞鹤").first()).toBeVisible();
});

test("nothing typed gives the form back with a message", async ({ page }) => {
  await page.goto("/query?code=");
  await expect(page.locator("input[name=code]")).toBeVisible();
  await expect(page.locator("[role=alert], .message").first()).toBeVisible();
});

test("markup that is typed is shown and not run", async ({ page }) => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => { dialogs.push(dialog.message()); void dialog.dismiss(); });
  await page.goto(`/query?code=${encodeURIComponent("<script>alert(1)</script><img src=x onerror=alert(2)>")}`);
  await expect(page.locator("img[src=x]")).toHaveCount(0);
  expect(dialogs).toEqual([]);
});

test("no page asks anything of another host or breaks the content security policy", async ({ page, baseURL }) => {
  const strangers: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => { if (!request.url().startsWith(baseURL ?? "")) strangers.push(request.url()); });
  page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
  for (const path of ["/", "/enterprises", "/how-to-use", question(sample("recalled"))]) await page.goto(path);
  expect(strangers).toEqual([]);
  expect(complaints).toEqual([]);
});

test("the result page and its sheet are at most 10 KB compressed", async ({ page, request }) => {
  const path = question(sample("expired"));
  const html = await (await request.get(path)).body();
  await page.goto(path);
  const sheet = await page.locator("link[rel=stylesheet]").getAttribute("href");
  const css = await (await request.get(sheet ?? "")).body();
  const bytes = brotliCompressSync(html).length + brotliCompressSync(css).length;
  console.log(`result page: ${bytes} bytes compressed (HTML ${brotliCompressSync(html).length}, CSS ${brotliCompressSync(css).length})`);
  expect(bytes).toBeLessThanOrEqual(10 * 1024);
});

test("answers travel compressed", async ({ request }) => {
  const answer = await request.get(question(sample("expired")), { headers: { "accept-encoding": "br" } });
  expect(answer.headers()["content-encoding"]).toBe("br");
});
