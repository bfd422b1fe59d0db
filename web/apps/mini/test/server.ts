// The platform itself, started for one test file with sample data in a directory of its own.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const BINARY = process.env.RUSU_TEST_BIN ?? resolve(import.meta.dirname, "../../../../target/debug/rusu");
const START_MS_MAX = 120_000;
const POLL_MS = 100;

/** One entry of `samples.json`, which the platform writes at its start. */
export interface Sample {
  text: string;
  enterprise: string | number | null;
  code: string | null;
  verdict: string;
}

/** A running platform. */
export class Server {
  private constructor(
    readonly url: string,
    private readonly directory: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts one and waits until it is ready. */
  static async start(): Promise<Server> {
    const directory = mkdtempSync(join(tmpdir(), "rusu-mini-"));
    const url = `http://127.0.0.1:${await freePort()}`;
    const child = spawn(BINARY, ["serve", "--sample-data"], {
      env: { ...process.env, RUSU_LISTEN: url.slice("http://".length), RUSU_DATA_DIR: directory, RUSU_PUBLIC_URL: url },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaint = "";
    child.stderr?.on("data", (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-4000)));
    const server = new Server(url, directory, child);
    const deadline = Date.now() + START_MS_MAX;
    while (!(await isReady(url))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        server.stop();
        throw new Error(`the platform did not start: ${complaint}`);
      }
      await new Promise((wake) => setTimeout(wake, POLL_MS));
    }
    return server;
  }

  /** A code for every verdict that exists. */
  samples(): Sample[] {
    return JSON.parse(readFileSync(join(this.directory, "samples.json"), "utf8")) as Sample[];
  }

  /** The bearer key of an invented maker; the first line of the file is the operator's. */
  makersKey(): string {
    const lines = readFileSync(join(this.directory, "sample-keys.txt"), "utf8").split("\n");
    const key = lines.map((line) => line.split("\t")[0]).find((one) => one?.startsWith("rusu_") && !one.startsWith("rusu_op_"));
    if (!key) throw new Error("sample-keys.txt has no key of a maker");
    return key;
  }

  /** The sample of one verdict. */
  sample(verdict: string): Sample {
    const found = this.samples().find((one) => one.verdict === verdict);
    if (!found) throw new Error(`samples.json has no ${verdict}`);
    return found;
  }

  /** Ends it and takes its data away. */
  stop(): void {
    this.child.kill("SIGKILL");
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address ? found(address.port) : failed(new Error("no port"))));
    });
  });
}
