// How many frames the scanner needs, and how long a scan takes: `npm run bench:scan -w @rusu/e2e`
// writes docs/measurements/scan.md. Not part of the tests.
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, expect, type Page, test } from "@playwright/test";
import { viewOf } from "../../scanner/src/frames";
import { sample } from "../samples";
import { generator, picture, type Scene, writeFilm } from "./film";

const seeds = 20;
const framesMax = 8;
const runs = 5;
const sizes = { "480p": { width: 640, height: 480 }, "720p": { width: 1280, height: 720 } };
const scenes: Record<string, Partial<Scene>> = {
  "plain": {},
  "low contrast (grey 100 on 140)": { dark: 100, light: 140 },
  "very low contrast (grey 120 on 140)": { dark: 120, light: 140 },
  "light on dark": { dark: 235, light: 20 },
  "turned by 30°": { turn: 30 },
  "turned by 45°": { turn: 45 },
  "blurred over 5 pixels": { blur: 2 },
  "blurred over 9 pixels": { blur: 4 },
  "small (a quarter of the height)": { size: 0.25 },
  "small and blurred over 3 pixels": { size: 0.25, blur: 1 },
  "very small (a sixth of the height)": { size: 1 / 6 },
  "dim, turned and blurred": { dark: 60, light: 120, turn: 20, blur: 2 },
  // Where it ends: each of these is meant to fail somewhere.
  "edge: contrast of 12 steps": { dark: 128, light: 140 },
  "edge: contrast of 8 steps": { dark: 132, light: 140 },
  "edge: blurred over 11 pixels": { blur: 5 },
  "edge: blurred over 13 pixels": { blur: 6 },
  "edge: an eighth of the height": { size: 1 / 8 },
  "edge: a tenth of the height": { size: 1 / 10 },
  "edge: small and blurred over 5 pixels": { size: 0.25, blur: 2 },
  "edge: low contrast, noise of ±30": { dark: 100, light: 140, noise: 30 },
  "edge: low contrast, noise of ±40": { dark: 100, light: 140, noise: 40 },
  "control: no code": { dark: 150, light: 150 },
};
const filmed = ["plain", "low contrast (grey 100 on 140)", "turned by 30°", "blurred over 5 pixels", "small (a quarter of the height)"];

interface Row { scene: string; size: string; needed: number[]; medianMs: number }
interface Timed { scene: string; size: string; slowdown: number; ms: number[]; looks: number[] }

/** One frame of a scene in a hand that shakes. */
function frame(text: string, scene: Scene, seed: number): Uint8Array {
  const chance = generator(seed);
  const shake = (most: number): number => (chance() * 2 - 1) * most;
  const { size = 0.6, turn = 0, height } = scene;
  const held = { dx: shake(0.04 * height), dy: shake(0.04 * height), turn: turn + shake(3), size: size * (1 + shake(0.05)) };
  return picture(text, { noise: 12, ...scene, ...held, seed });
}

/** Gives one frame to the worker that phones load, cut and scaled as the scanner would. */
async function look(page: Page, luma: Uint8Array, { width, height }: Scene, turn: number): Promise<{ texts: string[]; ms: number }> {
  const luma64 = Buffer.from(luma).toString("base64");
  return page.evaluate(async ({ luma64, width, height, view }) => {
    const raw = atob(luma64);
    const image = new ImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < raw.length; at += 1) pixels[at] = 0xff000000 | (raw.charCodeAt(at) * 0x010101);
    const whole = new OffscreenCanvas(width, height);
    whole.getContext("2d")?.putImageData(image, 0, 0);
    const drawn = new OffscreenCanvas(view.drawWidth, view.drawHeight).getContext("2d");
    drawn?.drawImage(whole, view.x, view.y, view.width, view.height, 0, 0, view.drawWidth, view.drawHeight);
    const seen = drawn?.getImageData(0, 0, view.drawWidth, view.drawHeight);
    const held = window as unknown as { scanWorker?: Worker };
    const answer = (worker: Worker) => new Promise<MessageEvent<{ kind: string; seen: { text: string }[] }>>((done) => worker.addEventListener("message", done, { once: true }));
    if (!held.scanWorker) {
      const box = document.querySelector<HTMLElement>("[data-scan]");
      held.scanWorker = new Worker(box?.dataset["worker"] ?? "");
      held.scanWorker.postMessage({ kind: "prepare", wasm: new URL(box?.dataset["wasm"] ?? "", location.href).href });
      const { data } = await answer(held.scanWorker);
      if (data.kind !== "ready") throw new Error(`the decoder is ${data.kind}`);
    }
    const began = performance.now();
    held.scanWorker.postMessage({ kind: "look", id: 1, image: seen });
    const { data } = await answer(held.scanWorker);
    if (data.kind !== "seen") throw new Error(`the decoder is ${data.kind}`);
    return { texts: data.seen.map((one) => one.text), ms: performance.now() - began };
  }, { luma64, width, height, view: viewOf(turn, width, height) });
}

/** Frames that one code in one scene needs, and what each look took; 0 if it was never read. */
async function needed(page: Page, text: string, scene: Scene, seed: number): Promise<{ frames: number; took: number[] }> {
  const took: number[] = [];
  for (let turn = 0; turn < framesMax; turn += 1) {
    const { texts, ms } = await look(page, frame(text, scene, seed * 100 + turn), scene, turn);
    took.push(ms);
    if (texts.includes(text)) return { frames: turn + 1, took };
  }
  return { frames: 0, took };
}

/** From the press on the button to the question for the answer, with a decoder that was never fetched before. */
async function timed(film: string, slowdown: number, address: string): Promise<{ ms: number; looks: number }> {
  const args = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
  const page = await browser.newPage();
  let looks = 0;
  await page.exposeFunction("looked", () => { looks += 1; });
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, ...order: unknown[]) {
      if ((order[0] as { kind: string }).kind === "look") (window as unknown as { looked(): void }).looked();
      return post.apply(this, order as never);
    };
  });
  await page.goto(`${address}/scan`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const asked = page.waitForRequest((request) => new URL(request.url()).pathname === "/query", { timeout: 60_000 });
  const began = performance.now();
  await page.locator("[data-scan-start]").click();
  await asked;
  const ms = performance.now() - began;
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await expect(page.locator("[data-item=lot_number]")).toBeVisible();
  await browser.close();
  return { ms, looks };
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function within(row: Row, frames: number): string {
  return `${row.needed.filter((each) => each > 0 && each <= frames).length} of ${row.needed.length}`;
}

async function measuredFrames(page: Page): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [size, { width, height }] of Object.entries(sizes)) {
    for (const [scene, change] of Object.entries(scenes)) {
      const row: Row = { scene, size, needed: [], medianMs: 0 };
      const took: number[] = [];
      for (let seed = 1; seed <= seeds; seed += 1) {
        const text = `https://trace.example.cn/t/${6900010000000000n + BigInt(seed) * 7_919_000_003n}`;
        const one = await needed(page, text, { width, height, ...change }, seed);
        row.needed.push(one.frames);
        took.push(...one.took);
      }
      row.medianMs = median(took);
      rows.push(row);
      console.log(`${size}; ${scene}; ${row.needed.join(" ")}`);
    }
  }
  return rows;
}

async function measuredFilms(address: string): Promise<Timed[]> {
  const films = mkdtempSync(join(tmpdir(), "rusu-scan-bench-"));
  const rows: Timed[] = [];
  for (const [size, { width, height }] of Object.entries(sizes)) {
    for (const scene of filmed) {
      const film = join(films, "film.y4m");
      const frames = Array.from({ length: 10 }, (_, at) => frame(sample("expired").text, { width, height, ...scenes[scene] }, at + 1));
      writeFilm(film, width, height, frames);
      for (const slowdown of [1, 4]) {
        const row: Timed = { scene, size, slowdown, ms: [], looks: [] };
        for (let run = 0; run < runs; run += 1) {
          const { ms, looks } = await timed(film, slowdown, address);
          row.ms.push(ms);
          row.looks.push(looks);
        }
        rows.push(row);
        console.log(`${size}; ${scene}; ${slowdown}; ${row.ms.map(Math.round).join(" ")}; ${row.looks.join(" ")}`);
      }
    }
  }
  return rows;
}

function report(rows: Row[], films: Timed[], version: string): string {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const isChanged = execFileSync("git", ["status", "--porcelain", "--", "../scanner/src"], { encoding: "utf8" }).trim() !== "";
  const table = rows.map((row) => `| ${row.size} | ${row.scene} | ${[1, 2, 4, framesMax].map((frames) => within(row, frames)).join(" | ")} | ${row.medianMs.toFixed(0)} |`);
  const times = films.map((row) => `| ${row.size} | ${row.scene} | ${row.slowdown} × | ${(median(row.ms) / 1000).toFixed(2)} s | ${median(row.looks)} |`);
  const raw = rows.map((row) => `${row.size}; ${row.scene}; ${row.needed.join(" ")}`);
  const rawTimes = films.map((row) => `${row.size}; ${row.scene}; ${row.slowdown} ×; ${row.ms.map(Math.round).join(" ")}; ${row.looks.join(" ")}`);
  return `# How many frames a scan needs

Written by \`npm run bench:scan -w @rusu/e2e\`: ${isChanged ? `commit ${commit} and what followed` : `commit ${commit}`}, Chromium ${version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"},
load average ${(loadavg()[2] ?? 0).toFixed(1)} over the last 15 minutes.

Drawn pictures, not photographs of cans: QR codes of an address of 43 characters, error correction M, six tenths of the picture's height unless the scene
says otherwise. Each frame is another: the hand shakes by up to 4 % of the height, 3° and 5 % of the size, the sensor by ±12 of 255 grey steps unless the scene says otherwise.
Scenes named “edge” were chosen because some of them fail; the control has no code, so anything read there would be the bench's fault. What is missing: the bend of a can's side, gloss, and a lens out of focus in one corner.

## Frames

${seeds} codes for each scene (seeds 1–${seeds}) go to the worker that phones load, frame by frame as the scanner would send them: the whole frame and its middle in turn.

| picture | scene | read in 1 frame | in 2 | in 4 | in ${framesMax} | ms a frame, median |
|---|---|---|---|---|---|---|
${table.join("\n")}

## Time

The whole way in the browser with a film in its fake camera (ten frames a second, ten frames): from the press on the button to the question for the answer. The camera
opens and the decoder is fetched for the first time in each run; the network is the machine's own. Medians of ${runs}; the slower processor is simulated for the page, not for the worker.

| film | scene | processor slower by | press to question | frames looked at |
|---|---|---|---|---|
${times.join("\n")}

## Raw

Frames needed by each code, 0 for never:

\`\`\`
${raw.join("\n")}
\`\`\`

Milliseconds of each run; frames looked at in each:

\`\`\`
${rawTimes.join("\n")}
\`\`\`
`;
}

test("every scene is measured", async ({ page, browser, baseURL }) => {
  test.setTimeout(3_000_000);
  const films = await measuredFilms(baseURL ?? "");
  await page.goto("/scan");
  const rows = await measuredFrames(page);
  writeFileSync(resolve(import.meta.dirname, "../../../docs/measurements/scan.md"), report(rows, films, browser.version()));
});
