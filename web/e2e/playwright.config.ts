import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { defineConfig } from "@playwright/test";

// The binary that is tested and a data directory that only this run uses. The configuration is
// read once in each worker, so the directory travels through the environment.
const binary = process.env.RUSU_TEST_BIN ?? resolve(import.meta.dirname, "../../target/debug/rusu");
process.env.RUSU_TEST_E2E_DATA ??= mkdtempSync(join(tmpdir(), "rusu-e2e-"));
const port = Number(process.env.RUSU_TEST_E2E_PORT ?? 8490);
export const dataDir = process.env.RUSU_TEST_E2E_DATA;

export default defineConfig({
  testDir: "tests",
  outputDir: "results/artifacts",
  forbidOnly: true,
  retries: 0,
  workers: 1,
  reporter: [["list"]],
  timeout: 60_000,
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: `${binary} serve --sample-data`,
    url: `http://127.0.0.1:${port}/readyz`,
    timeout: 120_000,
    stdout: "ignore",
    stderr: "pipe",
    env: {
      RUSU_LISTEN: `127.0.0.1:${port}`,
      RUSU_DATA_DIR: process.env.RUSU_TEST_E2E_DATA,
      RUSU_EMBED_ORIGINS: "http://127.0.0.1:8499",
    },
  },
});
