// Measures our pages against the baseline: `cargo xtask bench pages`.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { resolve } from "node:path";
import { chromium } from "playwright-core";
import { CPU_SLOWDOWN, measure, type Run, type Target } from "./measure";
import { asking, binary, type Platform, sample, startPlatform } from "./platform";
import { PROFILES, type Profile } from "./profiles";
import { report } from "./report";
import { serveSpa } from "./spa-server";

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const START = "<!-- measured -->";
const END = "<!-- /measured -->";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

function targets(platform: Platform, spa: string): Target[] {
  const query = asking(sample(platform.samples, "seen_before"));
  return [
    { side: "rusu", page: "home", url: `${platform.url}/` },
    { side: "spa", page: "home", url: `${spa}/` },
    { side: "rusu", page: "result", url: `${platform.url}/query?${query}` },
    { side: "spa", page: "result", url: `${spa}/query?${query}` },
  ];
}

/** The two sides alternate, so that whatever else the machine does meets both. */
async function measureAll(all: readonly Target[]): Promise<{ runs: Run[]; browser: string }> {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  try {
    const runs: Run[] = [];
    const once = async (target: Target, profile: Profile, run: number): Promise<Run> => {
      const row = await measure(browser, target, profile, run);
      console.error(JSON.stringify(row));
      return row;
    };
    for (const profile of PROFILES) {
      // The first load of all warms the server and the disk; it is not counted.
      if (profile === PROFILES[0]) for (const target of all) await once(target, profile, 0);
      for (let run = 1; run <= RUNS; run += 1) for (const target of all) runs.push(await once(target, profile, run));
    }
    return { runs, browser: `Chromium ${browser.version()}, headless, 360 × 640 pixels, processor ${CPU_SLOWDOWN} × slower` };
  } finally {
    await browser.close();
  }
}

function write(text: string): void {
  const path = process.env.BENCH_REPORT;
  if (!path) return console.log(text);
  const page = readFileSync(path, "utf8");
  const [head, rest] = [page.split(START)[0], page.split(END)[1]];
  if (rest === undefined) throw new Error(`${path} has no place for the figures`);
  writeFileSync(path, `${head}${START}\n${text}${END}${rest}`);
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
const minute = (date: Date): string => date.toISOString().slice(0, 16).replace("T", " ");

const path = binary([process.env.RUSU_BENCH_BIN ?? "target/release/rusu"]);
const platform = await startPlatform(path);
const { server, url } = await serveSpa(resolve(import.meta.dirname, "../spa"), platform.url);
try {
  const before = loadavg()[0] ?? 0;
  const { runs, browser } = await measureAll(targets(platform, url));
  const after = loadavg()[0] ?? 0;
  write(
    report(runs, {
      commit: process.env.BENCH_COMMIT ?? "unknown",
      browser,
      machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}`,
      date: day(new Date()),
      built: `${minute(statSync(path).mtime)} UTC`,
      load: `${before.toFixed(1)} before and ${after.toFixed(1)} after`,
    }),
  );
} finally {
  server.close();
  await platform.stop();
}
