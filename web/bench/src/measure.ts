import type { Browser } from "playwright-core";
import { probe, type Seen } from "./probe";
import type { Profile } from "./profiles";

/** A page that is measured. */
export interface Target {
  side: "rusu" | "spa";
  page: "home" | "result";
  url: string;
}

/** One run: a raw row of the report. */
export interface Run {
  profile: string;
  side: Target["side"];
  page: Target["page"];
  run: number;
  first_paint_ms: number;
  items_ms: number | null;
  layout_shift: number;
  wire_bytes: number;
  requests: number;
  foreign_requests: number;
}

export const CPU_SLOWDOWN = 4;
const SETTLE_MS = 400;
const RUN_MS_MAX = 60_000;

/** Loads a page once, with nothing cached, on a slow processor and network. */
export async function measure(browser: Browser, target: Target, profile: Profile, run: number): Promise<Run> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, locale: "zh-CN" });
  try {
    const page = await context.newPage();
    await page.addInitScript(probe);
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: profile.latency_ms,
      downloadThroughput: profile.down_bps / 8,
      uploadThroughput: profile.up_bps / 8,
    });
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    const own = new URL(target.url).origin;
    const traffic = { bytes: 0, requests: 0, foreign: 0 };
    cdp.on("Network.requestWillBeSent", ({ request }) => {
      if (request.url.startsWith("data:")) return;
      traffic.requests += 1;
      if (new URL(request.url).origin !== own) traffic.foreign += 1;
    });
    cdp.on("Network.loadingFinished", ({ encodedDataLength }) => {
      traffic.bytes += encodedDataLength;
    });
    await page.goto(target.url, { waitUntil: "load", timeout: RUN_MS_MAX });
    const wanted = target.page === "result";
    await page.waitForFunction(
      (items) => {
        const seen = (window as unknown as { rusuSeen: Seen }).rusuSeen;
        return seen.first_paint_ms !== null && (!items || seen.items_ms !== null);
      },
      wanted,
      { timeout: RUN_MS_MAX },
    );
    await page.waitForTimeout(SETTLE_MS);
    const seen = await page.evaluate(() => (window as unknown as { rusuSeen: Seen }).rusuSeen);
    if (seen.first_paint_ms === null) throw new Error(`${target.url} never painted`);
    return {
      profile: profile.id,
      side: target.side,
      page: target.page,
      run,
      first_paint_ms: Math.round(seen.first_paint_ms),
      // Laid out is not yet readable as long as the browser paints nothing.
      items_ms: seen.items_ms === null ? null : Math.round(Math.max(seen.items_ms, seen.first_paint_ms)),
      layout_shift: Math.round(seen.layout_shift * 10_000) / 10_000,
      wire_bytes: traffic.bytes,
      requests: traffic.requests,
      foreign_requests: traffic.foreign,
    };
  } finally {
    await context.close();
  }
}
