import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, expect, type Page, test } from "@playwright/test";
import QRCode from "qrcode";
import { barcode, picture, writeFilm } from "../scan/film";
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

/** A grey picture as the file that an album would hold. */
async function asPng(page: Page, grey: { width: number; height: number; luma: Uint8Array }): Promise<Buffer> {
  const address = await page.evaluate(({ width, height, luma }) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const image = new ImageData(width, height);
    luma.forEach((value, at) => image.data.set([value, value, value, 255], at * 4));
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    return canvas.toDataURL("image/png");
  }, { ...grey, luma: [...grey.luma] });
  return Buffer.from(address.slice(address.indexOf(",") + 1), "base64");
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
  await expect(page.locator("[data-scan-start]"), "trying again, a photo and typing come next").toBeFocused();
  await expect(page.locator("[data-scan-stop]")).toBeHidden();
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

test("a photo of the product's barcode is told as one", async ({ page }) => {
  await page.goto("/scan");
  await page.locator("[data-scan-photo]").setInputFiles({ name: "bars.png", mimeType: "image/png", buffer: await asPng(page, barcode("6901234567892")) });
  await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", "barcode", { timeout: 30_000 });
  expect(page.url()).toContain("/scan");
});

test("a camera that another app holds is told as busy", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: () => Promise.reject(new DOMException("", "NotReadableError")) } });
  });
  await page.goto("/scan");
  await page.locator("[data-scan-start]").click();
  await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", "busy");
});

test("the camera closes with the page out of sight and opens again with it", async ({ baseURL }) => {
  const film = join(films, "hide.y4m");
  writeFilm(film, size.width, size.height, [new Uint8Array(size.width * size.height).fill(140)]);
  const browser = await browserWith({ film });
  const page = await scanPage(browser, baseURL);
  const see = (isHidden: boolean) => page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
  const camera = () => page.evaluate(() => {
    const stream = document.querySelector("video")?.srcObject as MediaStream | null;
    return stream?.getVideoTracks()[0]?.readyState ?? "none";
  });
  await page.locator("[data-scan-start]").click();
  await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", "looking", { timeout: 15_000 });
  expect(await camera()).toBe("live");
  await see(true);
  expect(await camera()).toBe("none");
  await expect(page.locator("[data-scan-stage]")).toBeHidden();
  await see(false);
  await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", "looking", { timeout: 15_000 });
  expect(await camera()).toBe("live");
  await page.locator("[data-scan-stop]").focus();
  await page.keyboard.press("Escape");
  expect(await camera()).toBe("none");
  await browser.close();
});

test("light and choice of camera are offered where the phone has them", async ({ baseURL }) => {
  const film = join(films, "light.y4m");
  writeFilm(film, size.width, size.height, [new Uint8Array(size.width * size.height).fill(140)]);
  const browser = await browserWith({ film });
  const page = await browser.newPage({ baseURL: baseURL ?? "" });
  // A phone with a light and two cameras; the pictures are those of the fake camera.
  await page.addInitScript(() => {
    const lit: boolean[] = [];
    Object.assign(window, { lit });
    MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true }) as MediaTrackCapabilities;
    MediaStreamTrack.prototype.applyConstraints = (wanted) => {
      lit.push((wanted?.advanced?.[0] as { torch?: boolean }).torch === true);
      return Promise.resolve();
    };
    const devices = [{ kind: "videoinput", label: "back", deviceId: "1" }, { kind: "videoinput", label: "front", deviceId: "2" }];
    navigator.mediaDevices.enumerateDevices = () => Promise.resolve(devices as MediaDeviceInfo[]);
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const wanted: unknown[] = [];
    Object.assign(window, { wanted });
    navigator.mediaDevices.getUserMedia = (what) => {
      wanted.push(what?.video);
      return real({ video: true });
    };
  });
  await page.goto("/scan");
  await page.locator("[data-scan-start]").click();
  const torch = page.locator("[data-scan-torch]");
  await expect(torch).toBeVisible({ timeout: 15_000 });
  await torch.click();
  await expect(torch).toHaveAttribute("aria-pressed", "true");
  await torch.click();
  await expect(torch).toHaveAttribute("aria-pressed", "false");
  expect(await page.evaluate(() => (window as unknown as { lit: boolean[] }).lit)).toEqual([true, false]);
  await page.locator("[data-scan-cameras]").selectOption({ label: "front" });
  await expect.poll(() => page.evaluate(() => (window as unknown as { wanted: unknown[] }).wanted)).toMatchObject([
    { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    { deviceId: { exact: "2" } },
  ]);
  await browser.close();
});

// What the browser brings itself; Chromium on Linux brings nothing, so these bring it along.
for (const [name, formats, fails, fetches] of [
  ["that reads QR codes is used, and nothing is fetched", ["qr_code"], false, false],
  ["that reads no format is not used", [], false, true],
  ["that breaks at the first picture is replaced", ["qr_code"], true, true],
] as const) {
  test(`a decoder of the browser's own ${name}`, async ({ page }) => {
    const { text } = sample("expired");
    await page.addInitScript(({ formats, fails, text }) => {
      Object.assign(window, {
        BarcodeDetector: class {
          static getSupportedFormats(): Promise<string[]> {
            return Promise.resolve(formats);
          }

          detect = () => (fails ? Promise.reject(new Error("no service")) : Promise.resolve([{ rawValue: text, format: "qr_code" }]));
        },
      });
    }, { formats: [...formats], fails, text });
    let fetched = false;
    page.on("request", (request) => { fetched ||= request.url().includes("scan-worker"); });
    await page.goto("/scan");
    const buffer = await QRCode.toBuffer(text, { width: 900, margin: 6 });
    await page.locator("[data-scan-photo]").setInputFiles({ name: "can.png", mimeType: "image/png", buffer });
    await expect(page.locator("[data-item=lot_number]")).toBeVisible({ timeout: 30_000 });
    expect(fetched).toBe(fetches);
  });
}

test("no decoder is fetched before it is needed", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.goto("/scan", { waitUntil: "networkidle" });
  expect(fetched.filter((url) => /worker|wasm/.test(url))).toEqual([]);
});

for (const [name, said, answer] of [
  ["that cannot run the decoder", "unsupported", { contentType: "application/wasm", body: "no program" }],
  ["that the decoder does not reach", "failed", null],
] as const) {
  test(`a browser ${name} offers to send the photo instead`, async ({ page }) => {
    await page.context().route("**/*.wasm", (route) => (answer ? route.fulfill(answer) : route.abort()));
    await page.goto("/scan");
    const buffer = await QRCode.toBuffer("6900000000", { width: 400 });
    await page.locator("[data-scan-photo]").setInputFiles({ name: "can.png", mimeType: "image/png", buffer });
    await expect(page.locator("[data-scan-status]")).toHaveAttribute("data-said", said, { timeout: 30_000 });
    await expect(page.locator("[data-scan-plain]")).toBeVisible();
  });
}
