import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { sample } from "../samples";

// Every front door of data/channels.csv has a way in, and a query through it is counted for it.
interface Door { id: string; kind: string }

const [, ...lines] = readFileSync(resolve(import.meta.dirname, "../../../data/channels.csv"), "utf8").trim().split("\n");
const doors: Door[] = lines.map((line) => {
  const [id = "", , , kind = ""] = line.split(",");
  return { id, kind };
});

/** Queries counted for a channel on the server; the counters are written twice a second and shown a little later. */
async function counted(request: APIRequestContext, channel: string): Promise<number> {
  const metrics = await (await request.get("/metrics")).text();
  const lines = metrics.split("\n").filter((line) => line.startsWith("rusu_query_channel_total") && line.includes(`channel="${channel}"`));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

test("the documentation has a way in for every front door", () => {
  const text = readFileSync(resolve(import.meta.dirname, "../../../docs/channels.md"), "utf8");
  for (const { id } of doors) expect(text, id).toContain(`\`${id}\``);
});

for (const { id, kind } of doors) {
  test(`a query through ${id} is attributed to it`, async ({ page, request }) => {
    const one = sample("expired");
    const before = await counted(request, id);
    if (kind === "mini_program" || kind === "mini_program_jump") {
      // The programs themselves are run in their own tests; here is what they send.
      await request.post("/api/v1/resolve", { data: { text: one.text, channel: id } });
    } else if (kind === "commerce") {
      await page.goto(`/t/${one.code}?from=${id}`);
      await expect(page.locator("[data-item=lot_number]")).toBeVisible();
    } else {
      const start = id === "portal" ? "/" : kind === "web_embed" ? `/embed?from=${id}` : `/?from=${id}`;
      await page.goto(start);
      await page.locator("input[name=code]").fill(one.text);
      await page.locator("input[name=code]").press("Enter");
      await expect(page.locator("[data-item=lot_number]")).toBeVisible();
    }
    expect(await counted(request, id)).toBe(before + 1);
  });
}

test("an unknown channel is counted as another, and its name goes nowhere", async ({ page, request }) => {
  const before = await counted(request, "other");
  await page.goto(`/t/${sample("expired").code}?from=evil%22%3E%3Cscript%3E`);
  expect(await counted(request, "other")).toBe(before + 1);
  expect(await (await request.get("/metrics")).text()).not.toContain("evil");
});

test("changing language or text size does not count again", async ({ page, request }) => {
  const before = await counted(request, "portal");
  await page.goto(`/t/${sample("expired").code}`);
  await page.locator("a[hreflang=en]").first().click();
  await page.locator("a[href*='text-size']").first().click();
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
  expect(await counted(request, "portal")).toBe(before + 1);
});

test("a page of another site may frame the embedded form and nothing else", async ({ request }) => {
  const policy = async (path: string) => (await request.get(path)).headers()["content-security-policy"] ?? "";
  expect(await policy("/embed")).toContain("frame-ancestors http://127.0.0.1:8499");
  expect(await policy("/")).toContain("frame-ancestors 'none'");
});
