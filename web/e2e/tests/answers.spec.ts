import { expect, test } from "@playwright/test";
import { question, sample } from "../samples";

const found = ["first_query", "seen_before", "unusually_often", "expired", "recalled", "withdrawn", "under_correction"];
const notFound = [
  "unrecognised", "no_record", "not_connected", "other_enterprise", "ambiguous",
  "inner_code_given", "outer_code_given", "archived",
];

for (const verdict of found) {
  test(`a can judged ${verdict} shows the verdict first and all 32 items`, async ({ page }) => {
    await page.goto(question(sample(verdict)));
    await expect(page.locator("h1")).toHaveCount(1);
    await expect(page.locator(".verdict h1")).toBeVisible();
    const items = await page.locator("[data-item]").evaluateAll((all) => all.map((one) => one.getAttribute("data-item")));
    expect(new Set(items).size).toBe(32);
  });
}

for (const verdict of notFound) {
  test(`a question judged ${verdict} says what to do and accuses nobody`, async ({ page }) => {
    const response = await page.goto(question(sample(verdict)));
    expect(response?.status()).toBe(200);
    await expect(page.locator(".verdict h1")).toBeVisible();
    await expect(page.locator("body")).not.toContainText("假货");
    await expect(page.locator("[data-item]")).toHaveCount(0);
  });
}

test("a case lists the cans in it, and each leads to its own answer", async ({ page }) => {
  await page.goto(question(sample("package")));
  const contents = page.locator("[data-package] a");
  expect(await contents.count()).toBeGreaterThan(0);
  await contents.first().click();
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
});

test("the inspection report opens as the PDF that was delivered", async ({ page, request }) => {
  await page.goto(question(sample("expired")));
  const link = page.locator("[data-item=product_inspection_report] a, a[data-item=product_inspection_report]").first();
  const answer = await request.get((await link.getAttribute("href")) ?? "");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-type"]).toBe("application/pdf");
  expect((await answer.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

test("page and JSON give the same verdict and the same 32 values", async ({ page, request }) => {
  const one = sample("expired");
  const body = { text: one.text, enterprise: one.enterprise };
  const answer = await (await request.post("/api/v1/resolve", { data: body })).json();
  await page.goto(question(one));
  await expect(page.locator(".verdict h1")).toHaveText(answer.verdict.title);
  expect(answer.record.items).toHaveLength(32);
  for (const id of ["production_date", "lot_number", "manufacturer_name"]) {
    const item = answer.record.items.find((each: { id: string }) => each.id === id);
    await expect(page.locator(`[data-item=${id}]`).first()).toContainText(item.value);
  }
});

test("the URL on the can leads to the same answer", async ({ page }) => {
  const one = sample("expired");
  await page.goto(`/t/${one.code}`);
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
});
