// Builds the scanner into the assets of the binary, or with --check compares what is committed with a fresh build.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = import.meta.dirname;
const target = resolve(here, "../../crates/rusu-http/assets");
const wasm = readFileSync(join(dirname(createRequire(import.meta.url).resolve("zxing-wasm/reader")), "../../reader/zxing_reader.wasm"));

/** Names that the decoder's own script uses and that browsers have only had since Chromium 71 and 93. */
const OLDER =
  "if(typeof globalThis==='undefined'){self.globalThis=self}" +
  "if(!Object.hasOwn){Object.hasOwn=function(of,name){return Object.prototype.hasOwnProperty.call(of,name)}}";

/** One classic script for browsers from Chromium 60 on. */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["es2017"],
    platform: "browser",
    define: { "import.meta.url": "\"\"" },
    banner: entry === "worker.ts" ? { js: OLDER } : {},
    legalComments: "none",
    logLevel: "warning",
  });
  return Buffer.from(outputFiles[0].contents);
}

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } });
const gzip = (bytes) => gzipSync(bytes, { level: 9 });

const worker = await bundle("worker.ts");
const plain = { "scan.js": await bundle("main.ts"), "scan-worker.js": worker, "zxing_reader.wasm": wasm };
const check = process.argv.includes("--check");
const stale = [];
mkdirSync(target, { recursive: true });

/** What is committed, or nothing. */
const held = (name) => {
  try {
    return readFileSync(join(target, name));
  } catch {
    return Buffer.alloc(0);
  }
};

for (const [name, bytes] of Object.entries(plain)) {
  if (check && !held(name).equals(bytes)) stale.push(name);
  if (!check) writeFileSync(join(target, name), bytes);
}
// Compressors differ between versions of Node.js, so what counts is what they unpack to.
for (const name of ["scan-worker.js", "zxing_reader.wasm"]) {
  for (const [ending, pack, unpack] of [["br", brotli, brotliDecompressSync], ["gz", gzip, gunzipSync]]) {
    const file = `${name}.${ending}`;
    if (!check) {
      writeFileSync(join(target, file), pack(plain[name]));
      continue;
    }
    const packed = held(file);
    if (packed.length === 0 || !unpack(packed).equals(plain[name])) stale.push(file);
  }
}
if (stale.length > 0) {
  console.error(`stale in crates/rusu-http/assets: ${stale.join(", ")}; run: npm --prefix web run build -w @rusu/scanner, and commit what it writes`);
  process.exit(1);
}
const size = (bytes) => `${bytes.length} bytes, ${brotli(bytes).length} as brotli`;
for (const [name, bytes] of Object.entries(plain)) console.log(`${name}: ${name.endsWith("wasm") ? `${bytes.length} bytes, ${held(`${name}.br`).length} as brotli` : size(bytes)}`);
