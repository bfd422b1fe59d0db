// Builds both packages, one after the other: each takes half a gigabyte of memory. What the builder
// says is shown only if it fails.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const require = createRequire(import.meta.url);
const taro = resolve(dirname(require.resolve("@tarojs/cli/package.json")), "bin/taro");
const types = process.argv.length > 2 ? process.argv.slice(2) : ["weapp", "tt"];

function bytesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

for (const type of types) {
  const output = resolve(root, "dist", type);
  rmSync(output, { recursive: true, force: true });
  try {
    execFileSync(process.execPath, [taro, "build", "--type", type, "--no-check"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64 << 20,
      env: { ...process.env, NODE_ENV: "production" },
    });
  } catch (failed) {
    process.stderr.write(`${failed.stdout ?? ""}${failed.stderr ?? ""}`);
    process.exit(1);
  }
  console.log(`${type}: ${(bytesOf(output) / 1024).toFixed(0)} KB in ${output}`);
}
