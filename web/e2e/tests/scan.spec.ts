import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, expect, type Page, test } from "@playwright/test";
import QRCode from "qrcode";
import { picture, writeFilm } from "../scan/film";
import { sample } from "../samples";

const films = mkdtempSync(join(tmpdir(), "rusu-films-"));
const size = { width: 640, height: 480 };

/** A browser whose camera shows a film, or that has none. */
async function browserWith(camera: { film?: string; denied?: boolean }): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu"];
  if (camera.film) args.push("--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${camera.film}`);
  args.push(camera.denied ? "--deny-permission-prompts" : "--use-fake-ui-for-media-stream");
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

async function scanPage(browser: Browser, baseURL: string | undefined, path = "/scan"): Promise<Page> {
  const page = await browser.newPage({ baseURL: baseURL ?? "" });
  await page.goto(path);
  return page;
}

test("a can held before the camera leads to its answer", async ({ baseURL }) => {
  const film = join(films, "can.y4m");
  writeFilm(film, size.width, size.height, [picture(sample("expired").text, size)]);
  const browser = await browserWith({ film });
  const page = await scanPage(browser, baseURL);
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.locator("[data-scan-start]").click();
  await expect(page.locator("[data-item=lot_number]")).toBeVisible({ timeout: 30_000 });
  expect(sent.filter((one) => !one.startsWith("GET ")), "nothing is uploaded").toEqual([]);
  await browser.close();
});

test("the home page scans as well, and the front door is kept", async ({ baseURL }) => {
  const film = join(films, "home.y4m");
  writeFilm(film, size.width, size.height, [picture(sample("expired").text, size)]);
  const browser = await browserWith({ film });
  const page = await scanPage(browser, baseURL, "/?from=gov_cn");
  await page.locator("[data-scan-start]").click();
  await expect(page.locator("[data-item=lot_number]")).toBeVisible({ timeout: 30_000 });
  expect(page.url()).toContain("from=gov_cn");
  await browser.close();
});

test("a denied camera says so and typing works", async ({ baseURL }) => {
  const film = join(films, "denied.y4m");
  writeFilm(film, size.width, size.height, [picture("6900000000", size)]);
  const browser = await browserWith({ film, denied: true });
  const page = await scanPage(browser, baseURL);
  await page.locator("[data-scan-start]").click();
  await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", "denied");
  await expect(page.locator("[data-scan-status]")).not.toBeEmpty();
  await page.locator("input[name=code]").fill(sample("expired").text);
  await page.locator("input[name=code]").press("Enter");
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
  await browser.close();
});

test("a machine without a camera says so", async ({ baseURL }) => {
  const browser = await browserWith({});
  const page = await scanPage(browser, baseURL);
  await page.locator("[data-scan-start]").click();
  await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", "no-camera");
  await browser.close();
});

test("an address without encryption says why there is no camera", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "mediaDevices", { value: undefined });
    Object.defineProperty(window, "isSecureContext", { value: false });
  });
  await page.goto("/scan");
  await page.locator("[data-scan-start]").click();
  await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", "insecure");
});

test("after 20 seconds without a code the ways out are told, and the search goes on", async ({ baseURL }) => {
  const film = join(films, "wall.y4m");
  writeFilm(film, size.width, size.height, [new Uint8Array(size.width * size.height).fill(140)]);
  const browser = await browserWith({ film });
  const page = await browser.newPage({ baseURL: baseURL ?? "" });
  // The page's clock runs ten times as fast.
  await page.addInitScript(() => {
    const real = Date.now.bind(Date);
    const began = real();
    Date.now = () => began + (real() - began) * 10;
  });
  await page.goto("/scan");
  await page.locator("[data-scan-start]").click();
  const status = page.locator("[data-scan-status]");
  await expect(status).toHaveAttribute("data-said", "looking", { timeout: 15_000 });
  await expect(status).toHaveAttribute("data-said", "nothing", { timeout: 15_000 });
  await expect(page.locator("[data-scan-stage] video")).toBeVisible();
  await page.locator("[data-scan-stop]").click();
  await expect(page.locator("[data-scan-stage]")).toBeHidden();
  await expect(page.locator("[data-scan-start]")).toBeFocused();
  await browser.close();
});

test("a photo from the album leads to the answer and is not sent anywhere", async ({ page }) => {
  const sent: string[] = [];
  await page.goto("/scan");
  page.on("request", (request) => sent.push(request.method()));
  const buffer = await QRCode.toBuffer(sample("expired").text, { width: 900, margin: 6 });
  await page.locator("[data-scan-photo]").setInputFiles({ name: "can.png", mimeType: "image/png", buffer });
  await expect(page.locator("[data-item=lot_number]")).toBeVisible({ timeout: 30_000 });
  expect(sent.filter((method) => method !== "GET")).toEqual([]);
});

test("a photo without a code and a file that is no photo each have their words", async ({ page }) => {
  await page.goto("/scan");
  const status = page.locator("[data-scan-status]");
  const blank = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=", "base64");
  await page.locator("[data-scan-photo]").setInputFiles({ name: "wall.png", mimeType: "image/png", buffer: blank });
  await expect(status).toHaveAttribute("data-said", "photo-nothing", { timeout: 30_000 });
  await page.locator("[data-scan-photo]").setInputFiles({ name: "list.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await expect(status).toHaveAttribute("data-said", "photo-broken");
});

test("a browser that cannot decode offers to send the photo instead", async ({ page }) => {
  await page.addInitScript(() => { Object.defineProperty(window, "WebAssembly", { value: undefined }); });
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/scan");
  const buffer = await QRCode.toBuffer("6900000000", { width: 400 });
  await page.locator("[data-scan-photo]").setInputFiles({ name: "can.png", mimeType: "image/png", buffer });
  await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", "unsupported", { timeout: 30_000 });
  await expect(page.locator("[data-scan-plain]")).toBeVisible();
});
