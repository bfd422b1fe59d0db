// Builds the packages before the tests where they are missing or older than what they are built from.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const SOURCES = ["src", "config", "package.json", "babel.config.js", "../../packages/api/src"];

function newest(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

export default function setup(): void {
  const changed = Math.max(...SOURCES.map((source) => newest(join(ROOT, source))));
  const stale = ["weapp", "tt"].filter((platform) => {
    const app = join(ROOT, "dist", platform, "app.js");
    return !existsSync(app) || statSync(app).mtimeMs < changed;
  });
  if (stale.length === 0) return;
  execFileSync(process.execPath, [join(ROOT, "scripts/build.mjs"), ...stale], { stdio: "inherit" });
}
