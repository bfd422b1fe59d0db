// How many frames the scanner needs: `npm run bench:scan -w @rusu/e2e` writes docs/measurements/scan.md. Not part of the tests.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { type Page, test } from "@playwright/test";
import { viewOf } from "../../scanner/src/frames";
import { picture, type Scene } from "./film";

const seeds = 20;
const framesMax = 8;
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
  "dim, turned and blurred": { dark: 60, light: 120, turn: 20, blur: 2 },
};

interface Row { scene: string; size: string; needed: number[]; medianMs: number }

/** Frames that one code in one scene needs, and what each look took; 0 if it was never read. */
async function needed(page: Page, text: string, scene: Scene): Promise<{ frames: number; took: number[] }> {
  const took: number[] = [];
  for (let turn = 0; turn < framesMax; turn += 1) {
    const luma = picture(text, { ...scene, noise: 12, seed: (scene.seed ?? 1) * 100 + turn });
    const view = viewOf(turn, scene.width, scene.height);
    const luma64 = Buffer.from(luma).toString("base64");
    const look = await page.evaluate(async ({ luma64, width, height, view }) => {
      const raw = atob(luma64);
      const whole = new OffscreenCanvas(width, height);
      const image = new ImageData(width, height);
      for (let at = 0; at < raw.length; at += 1) {
        const grey = raw.charCodeAt(at);
        image.data.set([grey, grey, grey, 255], at * 4);
      }
      whole.getContext("2d")?.putImageData(image, 0, 0);
      const drawn = new OffscreenCanvas(view.drawWidth, view.drawHeight);
      const context = drawn.getContext("2d");
      context?.drawImage(whole, view.x, view.y, view.width, view.height, 0, 0, view.drawWidth, view.drawHeight);
      const seen = context?.getImageData(0, 0, view.drawWidth, view.drawHeight);
      const box = document.querySelector<HTMLElement>("[data-scan]");
      const held = window as unknown as { scanWorker?: Worker };
      if (!held.scanWorker) {
        held.scanWorker = new Worker(box?.dataset["worker"] ?? "");
        const ready = new Promise((done) => held.scanWorker?.addEventListener("message", done, { once: true }));
        held.scanWorker.postMessage({ kind: "prepare", wasm: new URL(box?.dataset["wasm"] ?? "", location.href).href });
        await ready;
      }
      const worker = held.scanWorker;
      const began = performance.now();
      const answer = new Promise<MessageEvent<{ seen: { text: string }[] }>>((done) => worker.addEventListener("message", done, { once: true }));
      worker.postMessage({ kind: "look", id: 1, image: seen });
      const { data } = await answer;
      return { texts: data.seen.map((one) => one.text), ms: performance.now() - began };
    }, { luma64, width: scene.width, height: scene.height, view });
    took.push(look.ms);
    if (look.texts.includes(text)) return { frames: turn + 1, took };
  }
  return { frames: 0, took };
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function within(row: Row, frames: number): string {
  return `${row.needed.filter((each) => each > 0 && each <= frames).length} of ${row.needed.length}`;
}

test("every scene is measured", async ({ page, browser }) => {
  test.setTimeout(3_000_000);
  await page.goto("/scan");
  const rows: Row[] = [];
  for (const [size, { width, height }] of Object.entries(sizes)) {
    for (const [scene, change] of Object.entries(scenes)) {
      const row: Row = { scene, size, needed: [], medianMs: 0 };
      const took: number[] = [];
      for (let seed = 1; seed <= seeds; seed += 1) {
        const text = `https://trace.example.cn/t/${6900010000000000n + BigInt(seed) * 7_919_000_003n}`;
        const one = await needed(page, text, { width, height, ...change, seed });
        row.needed.push(one.frames);
        took.push(...one.took);
      }
      row.medianMs = median(took);
      rows.push(row);
    }
  }
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const table = rows.map((row) => `| ${row.size} | ${row.scene} | ${[1, 2, 4, framesMax].map((frames) => within(row, frames)).join(" | ")} | ${row.medianMs.toFixed(0)} |`);
  const raw = rows.map((row) => `${row.size}; ${row.scene}; ${row.needed.join(" ")}`);
  const text = `# How many frames a scan needs

\`npm run bench:scan -w @rusu/e2e\` draws ${seeds} codes for each scene (QR with a URL of 43 characters, error correction M, noise of ±12 of 255 grey steps, another
noise in each frame; seeds 1–${seeds}), and gives them to the worker that phones load, frame by frame as the scanner would: the whole frame and its middle in turn.
Written by the bench: commit ${commit}, Chromium ${browser.version()}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, no throttling.

| picture | scene | read in 1 frame | in 2 | in 4 | in ${framesMax} | ms a frame, median |
|---|---|---|---|---|---|---|
${table.join("\n")}

## Raw: frames needed by each code, 0 for never

\`\`\`
${raw.join("\n")}
\`\`\`
`;
  writeFileSync(resolve(import.meta.dirname, "../../../docs/measurements/scan.md"), text);
});
