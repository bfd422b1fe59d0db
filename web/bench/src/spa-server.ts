import { readFileSync, readdirSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, relative } from "node:path";
import { brotliCompressSync } from "node:zlib";

const MEDIA: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

interface File {
  media: string;
  brotli: Buffer;
}

function files(directory: string): Map<string, File> {
  const found = new Map<string, File>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const media = MEDIA[extname(path)] ?? "application/octet-stream";
    // The hardest brotli: the baseline travels as small as it can.
    found.set(`/${relative(directory, path)}`, { media, brotli: brotliCompressSync(readFileSync(path)) });
  }
  return found;
}

/**
 * The baseline's server: its files, compressed beforehand, and `/api` passed on to the platform, so
 * that page and API have one origin and a fetch needs no preflight.
 */
export async function serveSpa(directory: string, platform: string): Promise<{ server: Server; url: string }> {
  const held = files(directory);
  const index = held.get("/index.html");
  if (!index) throw new Error(`${directory} has no index.html`);
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? "/", "http://spa").pathname;
    if (path.startsWith("/api/")) return pass(platform, asked, answer);
    const file = held.get(path) ?? index;
    const cache = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    answer.writeHead(200, {
      "content-type": file.media,
      "content-encoding": "br",
      "content-length": file.brotli.length,
      "cache-control": cache,
    });
    answer.end(file.brotli);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function pass(platform: string, asked: IncomingMessage, answer: ServerResponse): void {
  const onward = request(new URL(asked.url ?? "/", platform), { method: asked.method, headers: asked.headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  onward.on("error", () => answer.writeHead(502).end());
  asked.pipe(onward);
}
