import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { Tab } from "./devtools";
import { freePort, pause } from "./platform";

const READY_MS_MAX = 20_000;

/** The browser of January 2018 that the npm package carries, unpacked once. */
function unpacked(): string {
  const path = resolve(import.meta.dirname, "../chromium-64");
  if (!existsSync(path)) {
    const home = dirname(createRequire(import.meta.url).resolve("chrome-aws-lambda/package.json"));
    mkdirSync(dirname(path), { recursive: true });
    const part = `${path}.${process.pid}`;
    writeFileSync(part, brotliDecompressSync(readFileSync(join(home, "bin/chromium.br"))), { mode: 0o755 });
    renameSync(part, path);
  }
  return path;
}

/** A browser that runs. */
export class OldBrowser {
  private constructor(
    private readonly child: ChildProcess,
    private readonly home: string,
    private readonly door: string,
    readonly name: string,
  ) {}

  static async start(): Promise<OldBrowser> {
    const home = mkdtempSync(join(tmpdir(), "rusu-chromium-64-"));
    const port = await freePort();
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-zygote", "--hide-scrollbars", "--disable-dev-shm-usage", "--lang=zh-CN"];
    const child = spawn(unpacked(), [...flags, `--remote-debugging-port=${port}`, `--user-data-dir=${home}`, "about:blank"], {
      stdio: "ignore",
    });
    const door = `http://127.0.0.1:${port}`;
    const deadline = Date.now() + READY_MS_MAX;
    for (;;) {
      const version = await fetch(`${door}/json/version`).then((answer) => answer.json() as Promise<{ Browser: string }>, () => null);
      if (version) return new OldBrowser(child, home, door, version.Browser);
      if (child.exitCode !== null || Date.now() > deadline) {
        child.kill("SIGKILL");
        rmSync(home, { recursive: true, force: true });
        throw new Error("Chromium 64 did not start; `ldd web/bench/dist/chromium-64` names a library that is missing");
      }
      await pause(50);
    }
  }

  async tab(): Promise<Tab> {
    const { webSocketDebuggerUrl } = (await (await fetch(`${this.door}/json/new?about:blank`)).json()) as { webSocketDebuggerUrl: string };
    return Tab.open(webSocketDebuggerUrl);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill("SIGKILL");
      await once(this.child, "exit");
    }
    rmSync(this.home, { recursive: true, force: true });
  }
}
