import { createHash } from "node:crypto";
import { brotliCompressSync, constants } from "node:zlib";
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

for (const [name, path, limit] of [["home", "/", 10], ["result", "", 15]] as const) {
  test(`the ${name} page and its sheet are at most ${limit} KB as they travel`, async ({ page, request }) => {
    const one = path || question(sample("expired"));
    const headers = { "accept-encoding": "identity" };
    const html = await (await request.get(one, { headers })).body();
    await page.goto(one);
    const sheets = await page.locator("link[rel=stylesheet]").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    const styles = await Promise.all(sheets.map(async (sheet) => (await request.get(sheet, { headers })).body()));
    // The level at which pages are compressed on their way.
    const packed = (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
    const bytes = [html, ...styles].map(packed);
    console.log(`${name}: ${bytes.reduce((sum, each) => sum + each, 0)} bytes (${bytes.join(" + ")})`);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(limit * 1024);
  });
}

test("the one style inside a page is admitted by its hash, and nothing else inline is", async ({ request }) => {
  for (const path of ["/", "/scan", question(sample("recalled"))]) {
    const answer = await request.get(path);
    const html = await answer.text();
    const policy = answer.headers()["content-security-policy"] ?? "";
    const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((found) => createHash("sha256").update(found[1] ?? "").digest("base64"));
    for (const hash of styles) expect(policy).toContain(`'sha256-${hash}'`);
    expect((policy.match(/sha256-/g) ?? []).length).toBe(styles.length);
    expect(policy).not.toContain("unsafe");
    expect(html).not.toMatch(/ style="| on[a-z]+="|<script>/);
  }
});

test("answers travel compressed", async ({ request }) => {
  const answer = await request.get(question(sample("expired")), { headers: { "accept-encoding": "br" } });
  expect(answer.headers()["content-encoding"]).toBe("br");
});
