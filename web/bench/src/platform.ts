import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A code of the sample data and how it is judged. */
export interface Sample {
  text: string;
  enterprise: string | null;
  code: string | null;
  verdict: string;
}

/** A running platform with sample data, which only this process uses. */
export interface Platform {
  url: string;
  samples: readonly Sample[];
  stop(): Promise<void>;
}

const READY_MS_MAX = 120_000;
const repository = resolve(import.meta.dirname, "../../../..");

/** The first of these binaries that stands there. */
export function binary(candidates: readonly (string | undefined)[]): string {
  const paths = candidates.flatMap((one) => (one ? [resolve(repository, one)] : []));
  const found = paths.find((one) => existsSync(one));
  if (!found) throw new Error(`none of these is there: ${paths.join(", ")}`);
  return found;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Starts a binary on a port and a data directory of its own, and waits until it is ready. */
export async function startPlatform(path: string): Promise<Platform> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const data = mkdtempSync(join(tmpdir(), "rusu-bench-"));
  const child = spawn(path, ["serve", "--sample-data", "--log", "warn"], {
    env: { PATH: process.env.PATH, RUSU_LISTEN: new URL(url).host, RUSU_DATA_DIR: data },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(data, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_MS_MAX;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${path} did not become ready`);
    }
    await pause(100);
  }
  const samples = JSON.parse(readFileSync(join(data, "samples.json"), "utf8")) as Sample[];
  return { url, samples, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** The sample of one verdict. */
export function sample(samples: readonly Sample[], verdict: string): Sample {
  const found = samples.find((one) => one.verdict === verdict);
  if (!found) throw new Error(`samples.json has no ${verdict}`);
  return found;
}

/** The query string that asks for a sample, without being counted. */
export function asking(one: Sample): string {
  return new URLSearchParams({ ...(one.enterprise ? { enterprise: one.enterprise } : {}), code: one.text, again: "1" }).toString();
}
