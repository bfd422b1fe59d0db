// Opens the pages in Chromium 64 (2018), 360 pixels wide: no error, nothing beyond the edge, all 32
// items on a result, a form that works, a photo that is read on the phone. Pictures are left in dist/old-browser.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { OldBrowser } from "./chromium-64";
import type { Tab } from "./devtools";
import { asking, binary, pause, type Platform, type Sample, sample, startPlatform } from "./platform";

const WIDTH = 360;
const PICTURES = resolve(import.meta.dirname, "../old-browser");
const PHOTO = resolve(import.meta.dirname, "../../fixtures/can.png");
const LOOKED_FOR_MS_MAX = 10_000;

interface Visit {
  name: string;
  path: string;
  items: boolean;
}

const PAGES = ["/", "/scan", "/enterprises", "/sampling", "/recalls", "/news", "/statistics", "/report", "/how-to-use", "/privacy"];
const FOUND = ["first_query", "seen_before", "unusually_often", "expired", "recalled", "withdrawn", "under_correction"];
const OTHERS = ["package", "no_record", "not_connected", "unrecognised"];

function visits(platform: Platform): Visit[] {
  const answer = (verdict: string, prefix = ""): string => `${prefix}/query?${asking(sample(platform.samples, verdict))}`;
  const large = (path: string): string => `/text-size?size=large&back=${encodeURIComponent(path)}`;
  return [
    ...PAGES.map((path) => ({ name: path === "/" ? "home" : path.slice(1), path, items: false })),
    { name: "home-en", path: "/en", items: false },
    ...FOUND.map((verdict) => ({ name: verdict, path: answer(verdict), items: true })),
    ...OTHERS.map((verdict) => ({ name: verdict, path: answer(verdict), items: false })),
    { name: "seen_before-en", path: answer("seen_before", "/en"), items: true },
    { name: "seen_before-large", path: large(answer("seen_before")), items: true },
    { name: "home-large", path: large("/"), items: false },
  ];
}

/** What is wrong with the page as it stands. */
const JUDGE = `(function (width, wantsItems) {
  var wrong = [], laid = {}, count = 0;
  if (document.documentElement.scrollWidth > width) wrong.push("scrolls sideways: " + document.documentElement.scrollWidth);
  var all = document.querySelectorAll("body *");
  for (var i = 0; i < all.length; i++) {
    var box = all[i].getBoundingClientRect();
    if (box.width > 0 && box.right > width + 1 && box.left < width && !all[i].closest("[data-scrolls], svg"))
      wrong.push(all[i].tagName + "." + all[i].getAttribute("class") + " ends at " + Math.round(box.right));
  }
  var items = document.querySelectorAll("[data-item]");
  for (var j = 0; j < items.length; j++) {
    var at = items[j].getBoundingClientRect(), id = items[j].getAttribute("data-item");
    if (at.width > 0 && at.height > 0 && items[j].textContent.trim() && !laid[id]) { laid[id] = true; count++; }
  }
  if (wantsItems && count !== 32) wrong.push(count + " of 32 items are to be seen");
  if (!document.querySelector("h1")) wrong.push("no heading");
  if (getComputedStyle(document.querySelector("main")).maxWidth === "none") wrong.push("the sheet is missing");
  return wrong.slice(0, 8);
})`;

class Look {
  readonly errors: string[] = [];
  private status = 0;

  private constructor(private readonly tab: Tab, private readonly url: string) {}

  static async at(tab: Tab, url: string): Promise<Look> {
    const look = new Look(tab, url);
    tab.on("Runtime.exceptionThrown", (event) => look.errors.push(`exception: ${JSON.stringify(event)}`));
    tab.on("Log.entryAdded", ({ entry }) => {
      const { level, text, url: at } = entry as { level: string; text: string; url?: string };
      if (level === "error") look.errors.push(`${text} ${at ?? ""}`);
    });
    tab.on("Network.responseReceived", ({ type, response }) => {
      if (type === "Document") look.status = (response as { status: number }).status;
    });
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await tab.send(`${domain}.enable`);
    await look.size(640);
    return look;
  }

  private async size(height: number): Promise<void> {
    await this.tab.send("Emulation.setDeviceMetricsOverride", { width: WIDTH, height, deviceScaleFactor: 2, mobile: true });
  }

  async visit(one: Visit): Promise<string[]> {
    this.errors.length = 0;
    this.status = 0;
    await this.size(640);
    const loaded = this.tab.once("Page.loadEventFired");
    await this.tab.send("Page.navigate", { url: this.url + one.path });
    await loaded;
    await pause(150);
    const wrong = await this.tab.value<string[]>(`${JUDGE}(${WIDTH}, ${one.items})`);
    await this.picture(one.name);
    return [...(this.status === 200 ? [] : [`status ${this.status}`]), ...wrong, ...this.errors];
  }

  private async picture(name: string): Promise<void> {
    const height = await this.tab.value<number>("document.documentElement.scrollHeight");
    await this.size(Math.min(height, 7_000));
    const { data } = await this.tab.send("Page.captureScreenshot", { format: "png" });
    writeFileSync(join(PICTURES, `${name}.png`), Buffer.from(data as string, "base64"));
  }

  /** Types into the form as a person does, chooses what is suggested, and sends it. */
  async form(one: Sample, typed: string): Promise<string[]> {
    this.errors.length = 0;
    const loaded = this.tab.once("Page.loadEventFired");
    await this.tab.send("Page.navigate", { url: `${this.url}/` });
    await loaded;
    await this.type("#enterprise", typed);
    await this.until("document.querySelector('#suggest [role=option]')", "no enterprise is suggested");
    await this.key("ArrowDown");
    await this.key("Enter");
    const chosen = await this.tab.value<string>("document.querySelector('#enterprise').value");
    const wrong = chosen === typed ? ["the suggestion was not taken"] : [];
    await this.type("#code", one.code ?? one.text);
    const answered = this.tab.once("Page.loadEventFired");
    await this.key("Enter");
    await answered;
    await this.until("document.querySelector('[data-verdict]')", "the form led to no verdict");
    const verdict = await this.tab.value<string>("document.querySelector('[data-verdict]').getAttribute('data-verdict')");
    if (verdict !== one.verdict) wrong.push(`the form led to ${verdict} instead of ${one.verdict}`);
    return [...wrong, ...this.errors];
  }

  /** Chooses a photo: the decoder is WebAssembly, which this browser must be able to run. */
  async photo(): Promise<string[]> {
    const loaded = this.tab.once("Page.loadEventFired");
    await this.tab.send("Page.navigate", { url: `${this.url}/scan` });
    await loaded;
    const { root } = await this.tab.send("DOM.getDocument");
    const { nodeId } = await this.tab.send("DOM.querySelector", { nodeId: (root as { nodeId: number }).nodeId, selector: "[data-scan-photo]" });
    await this.tab.send("DOM.setFileInputFiles", { nodeId, files: [PHOTO] });
    await this.until("(location.pathname === '/query')", "the photo led to no question");
    const asked = await this.tab.value<string>("location.search");
    return asked === "?code=https%3A%2F%2Ftrace.example.cn%2Ft%2F6900000000" ? [] : [`the photo asked ${asked}`];
  }

  private async type(field: string, text: string): Promise<void> {
    await this.tab.value(`document.querySelector('${field}').focus()`);
    for (const letter of text) await this.tab.send("Input.dispatchKeyEvent", { type: "char", text: letter });
  }

  private async key(key: string): Promise<void> {
    const code = { ArrowDown: 40, Enter: 13 }[key];
    const event = { key, code: key, windowsVirtualKeyCode: code, ...(key === "Enter" ? { text: "\r" } : {}) };
    await this.tab.send("Input.dispatchKeyEvent", { type: key === "Enter" ? "keyDown" : "rawKeyDown", ...event });
    await this.tab.send("Input.dispatchKeyEvent", { type: "keyUp", key, code: key, windowsVirtualKeyCode: code });
  }

  private async until(expression: string, otherwise: string): Promise<void> {
    const deadline = Date.now() + LOOKED_FOR_MS_MAX;
    while (!(await this.tab.value<boolean>(`!!${expression}`))) {
      if (Date.now() > deadline) throw new Error(otherwise);
      await pause(50);
    }
  }
}

async function main(): Promise<number> {
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  const platform = await startPlatform(binary([process.env.RUSU_TEST_BIN, "target/debug/rusu", "target/release/rusu"]));
  let browser: OldBrowser | undefined;
  let failed = 0;
  let passed = 0;
  const tell = (name: string, wrong: string[]): void => {
    console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${name}`);
    for (const text of wrong) console.log(`     ${text}`);
    if (wrong.length === 0) passed += 1;
    else failed += 1;
  };
  try {
    browser = await OldBrowser.start();
    console.log(`${browser.name}, ${WIDTH} pixels wide`);
    const tab = await browser.tab();
    const look = await Look.at(tab, platform.url);
    const wanted = process.argv.slice(2);
    for (const one of visits(platform)) {
      if (wanted.length === 0 || wanted.includes(one.name)) tell(one.name, await look.visit(one));
    }
    tell("the form, by typing", await look.form(sample(platform.samples, "expired"), "示例"));
    tell("a photo, read in the browser", await look.photo());
    tab.close();
  } finally {
    await browser?.stop();
    await platform.stop();
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

process.exitCode = (await main()) === 0 ? 0 : 1;
