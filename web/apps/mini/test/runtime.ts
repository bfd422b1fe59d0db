// A phone without a screen: it loads the built package as the platforms do (App, Page, Component, the
// global `wx` or `tt`), keeps the stack of pages and what they hand to setData, and answers the
// platform's interfaces. Requests go to a running server. Long timers wait until a test lets time pass.

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createContext, runInContext } from "node:vm";
import { ttRenderer, wayTo, weappRenderer, wordsIn } from "./tree";
import type { Renderer, Shown } from "./tree";

export type Platform = "weapp" | "tt";

/** Where the packages are. */
export const DIST = resolve(import.meta.dirname, "../dist");

/** The server that is baked into a package that is built without saying one. */
const BAKED_SERVER = "http://127.0.0.1:8480";
/** Timers from this on wait for the test: shorter ones are the framework's own. */
const HELD_TIMER_MS_MIN = 100;
const SETTLE_MS_MAX = 20_000;

type Options = Record<string, unknown>;
type Callback = (result: Options) => void;
type PageConfig = Options & { data?: Options };

/** What the network does. */
export type Network =
  | { kind: "online" }
  | { kind: "offline" }
  | { kind: "unreachable" }
  | { kind: "silent" }
  | { kind: "timeout" }
  | { kind: "answers"; status: number; text: string };

/** A request as the platform was asked for it. */
export interface Sent {
  method: string;
  path: string;
  body: Options;
}

/** A page that is open. */
export interface OpenPage extends Options {
  route: string;
  data: Options;
  options: Record<string, string>;
}

interface Held {
  at: number;
  run: () => void;
}

/** How the phone is set up. */
export interface PhoneOptions {
  platform: Platform;
  server: string;
  /** What the system says about language and text size. */
  system?: Options;
  /** What is kept from last time. */
  storage?: Map<string, unknown>;
  /** With what the program is opened. */
  launch?: { path?: string; query?: Record<string, string>; referrerInfo?: Options; scene?: number };
}

/** A phone on which the program runs. */
export class Phone {
  readonly sent: Sent[] = [];
  readonly calls: { name: string; options: Options }[] = [];
  readonly storage: Map<string, unknown>;
  network: Network = { kind: "online" };
  /** What the scanner does: a result, or the platform's message. */
  scanner: Options | string = "scanCode:fail cancel";
  downloads: { status: number } | "fail" = { status: 200 };
  readonly errors: unknown[] = [];
  private readonly stack: OpenPage[] = [];
  private readonly pages = new Map<string, PageConfig>();
  private readonly renderer: Renderer;
  private app: Options = {};
  private evaluating = "";
  private now = 0;
  private held = new Map<number, Held>();
  private timers = 0;
  private pendingRequests = 0;
  private readonly modules = new Map<string, { exports: Options }>();
  private readonly context: Options;
  private readonly folder: string;

  private constructor(private readonly setup: PhoneOptions) {
    this.folder = join(DIST, setup.platform);
    this.storage = setup.storage ?? new Map();
    this.renderer = rendererOf(setup.platform, this.folder);
    this.context = this.globals();
    createContext(this.context);
  }

  /** Starts the program as a tap on its name would, or as `launch` says. */
  static async open(setup: PhoneOptions): Promise<Phone> {
    const phone = new Phone(setup);
    const launch = { path: "pages/index/index", query: {}, scene: 1001, ...setup.launch };
    phone.load("app.js");
    const listed = JSON.parse(readFileSync(join(phone.folder, "app.json"), "utf8")) as { pages: string[] };
    for (const route of listed.pages) {
      phone.evaluating = route;
      phone.load(`${route}.js`);
    }
    phone.callApp("onLaunch", launch);
    phone.callApp("onShow", launch);
    phone.push(launch.path, launch.query);
    await phone.settle();
    return phone;
  }

  /** The page on top. */
  get page(): OpenPage {
    const top = this.stack[this.stack.length - 1];
    if (!top) throw new Error("no page is open");
    return top;
  }

  /** What the page on top shows. */
  tree(): Shown {
    return this.renderer(this.page.route, this.page.data);
  }

  /** The words of the page on top. */
  words(): string {
    return wordsIn(this.tree());
  }

  /** Presses what carries these words, and waits until nothing happens any more. */
  async tap(words: string): Promise<void> {
    const isAlone = (node: Shown): boolean => wordsIn(node).trim() === words;
    const isExact = wayTo(this.tree(), isAlone).length > 0;
    await this.fire("tap", isExact ? isAlone : (node) => wordsIn(node).includes(words), words);
  }

  /** Presses the part with this class. */
  async tapClass(name: string): Promise<void> {
    await this.fire("tap", (node) => node.className.split(" ").includes(name), name);
  }

  /** Types into the first field, as a person would. */
  async type(text: string): Promise<void> {
    await this.fire("input", (node) => node.className.split(" ").includes("field"), "field", { value: text });
  }

  /** The program comes back to the front, by another door or the same. */
  async comeBack(launch: Options = {}): Promise<void> {
    this.callApp("onShow", { path: this.page.route, query: {}, scene: 1001, ...launch });
    this.callPage(this.page, "onShow");
    await this.settle();
  }

  /** What would be shared from the page on top. */
  share(): { title: string; path: string } {
    return this.callPage(this.page, "onShareAppMessage", { from: "button" }) as { title: string; path: string };
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      const due = [...this.held.entries()].filter(([, one]) => one.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.now = due[1].at;
      this.held.delete(due[0]);
      due[1].run();
      await this.settle();
    }
    this.now = until;
    await this.settle();
  }

  /** Waits until requests are answered and the framework has rendered. */
  async settle(): Promise<void> {
    const deadline = Date.now() + SETTLE_MS_MAX;
    let quiet = 0;
    while (quiet < 6) {
      await new Promise((wake) => setTimeout(wake, 4));
      quiet = this.pendingRequests === 0 ? quiet + 1 : 0;
      if (Date.now() > deadline) throw new Error("requests are still under way");
    }
    if (this.errors.length > 0) throw this.errors[0];
  }

  private async fire(type: string, fits: (node: Shown) => boolean, what: string, detail: Options = {}): Promise<void> {
    const way = wayTo(this.tree(), fits);
    if (way.length === 0) throw new Error(`nothing on ${this.page.route} is ${what}:\n${this.words()}`);
    for (const node of way.reverse()) {
      if (node.id === "") continue;
      const target = { id: node.id, dataset: { sid: node.id } };
      (this.page.eh as Callback).call(this.page, { type, target, currentTarget: target, detail, timeStamp: 0 });
    }
    await this.settle();
  }

  private push(route: string, query: Record<string, string>): void {
    const config = this.pages.get(route);
    if (!config) throw new Error(`there is no page ${route}`);
    const page = { ...config, route, options: query, data: structuredClone(config.data ?? {}) } as OpenPage;
    page.setData = (changes: Options, done?: () => void): void => {
      for (const path of Object.keys(changes)) assign(page.data, path, changes[path]);
      if (done) setTimeout(done, 0);
    };
    this.stack.push(page);
    this.callPage(page, "onLoad", query);
    this.callPage(page, "onShow");
    this.callPage(page, "onReady");
  }

  private pop(): void {
    const page = this.stack.pop();
    if (page) this.callPage(page, "onUnload");
  }

  private callPage(page: OpenPage, name: string, ...given: unknown[]): unknown {
    const method = page[name];
    return typeof method === "function" ? (method as (...given: unknown[]) => unknown).apply(page, given) : undefined;
  }

  private callApp(name: string, given: Options): void {
    const method = this.app[name];
    if (typeof method === "function") (method as Callback).call(this.app, given);
  }

  private load(path: string): Options {
    const known = this.modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} as Options };
    this.modules.set(path, module);
    const code = readFileSync(join(this.folder, path), "utf8");
    const wrapped = runInContext(`(function (require, module, exports) {${code}\n})`, this.context, { filename: path });
    const require = (other: string): Options => {
      const found = join(dirname(path), other);
      return this.load(found.endsWith(".js") ? found : `${found}.js`);
    };
    (wrapped as (...given: unknown[]) => void)(require, module, module.exports);
    return module.exports;
  }

  private globals(): Options {
    const complain = (...said: unknown[]): void => void this.errors.push(said[0] instanceof Error ? said[0] : new Error(said.join(" ")));
    const globals: Options = {
      console: { ...console, log: () => undefined, warn: () => undefined, error: complain },
      setTimeout: (run: () => void, ms = 0) => this.later(run, ms),
      clearTimeout: (timer: unknown) => this.forget(timer),
      setInterval,
      clearInterval,
      Promise,
      App: (config: Options) => (this.app = config),
      Page: (config: PageConfig) => this.pages.set(this.evaluating, config),
      Component: (config: PageConfig) => this.pages.set(this.evaluating, config),
      Behavior: (config: Options) => config,
      getApp: () => this.app,
      getCurrentPages: () => this.stack,
    };
    globals[this.setup.platform === "tt" ? "tt" : "wx"] = this.platform();
    globals.global = globals;
    return globals;
  }

  private later(run: () => void, ms: number): unknown {
    if (ms < HELD_TIMER_MS_MIN) return setTimeout(run, ms);
    this.timers += 1;
    this.held.set(this.timers, { at: this.now + ms, run });
    return this.timers;
  }

  private forget(timer: unknown): void {
    if (typeof timer === "number") this.held.delete(timer);
    else clearTimeout(timer as NodeJS.Timeout);
  }

  /** The platform's interfaces, as far as the program uses them. */
  private platform(): Options {
    // Read anew each time: a person may change the text size while the program rests.
    const system = (): Options => ({
      language: "zh_CN",
      platform: "android",
      fontSizeSetting: 16,
      SDKVersion: "3.7.0",
      ...this.setup.system,
    });
    const answered = (name: string, answer: (options: Options) => Options | string) => (options: Options = {}) => {
      this.calls.push({ name, options });
      const result = answer(options);
      setTimeout(() => {
        if (typeof result === "string") (options.fail as Callback | undefined)?.({ errMsg: result });
        else (options.success as Callback | undefined)?.({ errMsg: `${name}:ok`, ...result });
        (options.complete as Callback | undefined)?.({});
      }, 0);
    };
    const fine = (name: string) => answered(name, () => ({}));
    const go = (options: Options): Options => {
      const [path = "", search = ""] = String(options.url).replace(/^\//, "").split("?");
      this.push(path, this.parameters(search));
      return {};
    };
    const base = this.setup.platform === "weapp" ? { getAppBaseInfo: system } : {};
    return {
      ...base,
      canIUse: () => true,
      getSystemInfoSync: system,
      getStorageSync: (key: string) => this.storage.get(key) ?? "",
      setStorageSync: (key: string, value: unknown) => void this.storage.set(key, value),
      getNetworkType: answered("getNetworkType", () => ({ networkType: this.network.kind === "offline" ? "none" : "4g" })),
      request: (options: Options) => this.request(options),
      scanCode: answered("scanCode", () => this.scanner),
      openSetting: fine("openSetting"),
      makePhoneCall: fine("makePhoneCall"),
      previewImage: fine("previewImage"),
      openDocument: fine("openDocument"),
      downloadFile: answered("downloadFile", () =>
        this.downloads === "fail"
          ? "downloadFile:fail"
          : { statusCode: this.downloads.status, tempFilePath: "tmp://report.pdf" },
      ),
      showLoading: fine("showLoading"),
      hideLoading: fine("hideLoading"),
      showToast: fine("showToast"),
      setClipboardData: fine("setClipboardData"),
      setNavigationBarTitle: fine("setNavigationBarTitle"),
      setNavigationBarColor: fine("setNavigationBarColor"),
      navigateTo: answered("navigateTo", go),
      reLaunch: answered("reLaunch", (options) => {
        while (this.stack.length > 0) this.pop();
        return go(options);
      }),
      navigateBack: answered("navigateBack", () => {
        this.pop();
        this.callPage(this.page, "onShow");
        return {};
      }),
    };
  }

  /** WeChat hands parameters on as they are written, Douyin decodes them. */
  private parameters(search: string): Record<string, string> {
    const found: Record<string, string> = {};
    for (const pair of search.split("&").filter((one) => one !== "")) {
      const [name = "", value = ""] = pair.split("=");
      found[name] = this.setup.platform === "tt" ? decodeURIComponent(value) : value;
    }
    return found;
  }

  private request(options: Options): { abort: () => void } {
    const url = String(options.url);
    if (!url.startsWith(BAKED_SERVER)) throw new Error(`a request leaves for ${url}`);
    const path = url.slice(BAKED_SERVER.length);
    const body = typeof options.data === "string" ? (JSON.parse(options.data) as Options) : {};
    this.sent.push({ method: String(options.method), path, body });
    void this.answer(options, path);
    return { abort: () => undefined };
  }

  private async answer(options: Options, path: string): Promise<void> {
    const succeed = (statusCode: number, data: string): void => (options.success as Callback)({ statusCode, data, header: {} });
    const fail = (errMsg: string): void => (options.fail as Callback)({ errMsg });
    const network = this.network;
    this.pendingRequests += 1;
    await Promise.resolve();
    try {
      switch (network.kind) {
        case "offline":
          return fail("request:fail network error");
        case "unreachable":
          return fail("request:fail ERR_CONNECTION_REFUSED");
        case "timeout":
          return fail("request:fail timeout");
        case "silent":
          return;
        case "answers":
          return succeed(network.status, network.text);
        case "online": {
          const response = await fetch(`${this.setup.server}${path}`, {
            method: String(options.method),
            headers: options.header as Record<string, string>,
            ...(options.method === "GET" ? {} : { body: options.data as string }),
          });
          return succeed(response.status, await response.text());
        }
      }
    } finally {
      this.pendingRequests -= 1;
    }
  }
}

const renderers = new Map<string, Renderer>();

/** Compiling takes a second and gives the same each time. */
function rendererOf(platform: Platform, folder: string): Renderer {
  const known = renderers.get(folder) ?? (platform === "weapp" ? weappRenderer(folder) : ttRenderer(folder));
  renderers.set(folder, known);
  return known;
}

/** Puts a value at a path such as `root.cn.[0].cl`, as setData does. */
function assign(data: Options, path: string, value: unknown): void {
  const steps = path.replace(/\[(\d+)\]/g, ".$1").split(".").filter((step) => step !== "");
  const last = steps.pop();
  if (last === undefined) return;
  let at = data;
  for (const step of steps) {
    if (typeof at[step] !== "object" || at[step] === null) at[step] = {};
    at = at[step] as Options;
  }
  // What goes to the view is a copy, and loses what JSON cannot say.
  at[last] = value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
