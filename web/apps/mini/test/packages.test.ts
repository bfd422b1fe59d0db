// The packages as the stores take them: their sizes, what WeChat's own compilers say, what they declare,
// and what they must not hold.

import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DIST } from "./runtime";

const require = createRequire(import.meta.url);

/** A quarter of what the stores allow: the first page opens on a slow network. */
const PACKAGE_BYTES_MAX = 500 * 1024;
const PLATFORMS = ["weapp", "tt"] as const;

interface AppConfig {
  pages: string[];
  [name: string]: unknown;
}

const folderOf = (platform: string): string => join(DIST, platform);
const configOf = (platform: string): AppConfig =>
  JSON.parse(readFileSync(join(folderOf(platform), "app.json"), "utf8")) as AppConfig;

function filesOf(platform: string): { path: string; bytes: number }[] {
  const names = readdirSync(folderOf(platform), { recursive: true, encoding: "utf8" });
  return names
    .map((path) => ({ path, found: statSync(join(folderOf(platform), path)) }))
    .filter(({ found }) => found.isFile())
    .map(({ path, found }) => ({ path, bytes: found.size }));
}

const scriptsOf = (platform: string): string =>
  filesOf(platform)
    .filter(({ path }) => path.endsWith(".js"))
    .map(({ path }) => readFileSync(join(folderOf(platform), path), "utf8"))
    .join("\n");

describe.each(PLATFORMS)("the %s package", (platform) => {
  it("has 500 KB at most", () => {
    const bytes = filesOf(platform).reduce((sum, file) => sum + file.bytes, 0);
    console.log(`${platform}: ${bytes} bytes, limit is ${PACKAGE_BYTES_MAX}`);
    expect(bytes).toBeLessThanOrEqual(PACKAGE_BYTES_MAX);
  });

  it("has every page that it lists", () => {
    const files = new Set(filesOf(platform).map(({ path }) => path));
    expect(configOf(platform).pages.filter((page) => !files.has(`${page}.js`))).toEqual([]);
  });

  it("speaks to no other server than the platform", () => {
    const hosts = new Set((scriptsOf(platform).match(/https?:\/\/[\w.-]+(:\d+)?/g) ?? []).filter((host) => !isWritten(host)));
    expect([...hosts]).toEqual(["http://127.0.0.1:8480"]);
  });

  it("calls no interface that the privacy page does not name", () => {
    const called = ["getUserProfile", "getUserInfo", "getLocation", "chooseLocation", "getPhoneNumber", "addPhoneContact", "startRecord", "createCameraContext", "chooseMedia", "login"];
    const own = ["common.js", ...configOf(platform).pages.map((page) => `${page}.js`)];
    const code = own.map((path) => readFileSync(join(folderOf(platform), path), "utf8")).join("\n");
    expect(called.filter((name) => new RegExp(`\\.${name}\\(`).test(code))).toEqual([]);
  });

  it("evaluates no text as code, which the stores refuse", () => {
    expect(/\beval\(|new Function\(["'](?!return this)/.test(scriptsOf(platform))).toBe(false);
  });
});

/** Addresses that are only written somewhere: namespaces of drawings, messages of React, Taro's make-believe location. */
function isWritten(host: string): boolean {
  return /w3\.org|reactjs\.org|react\.dev|github\.com|taro\.com/.test(host);
}

describe("what WeChat is told", () => {
  it("is to ask before any interface of its privacy guide", () => {
    expect(configOf("weapp").__usePrivacyCheck__).toBe(true);
  });

  it("is that no interface of the place is used", () => {
    expect(configOf("weapp").requiredPrivateInfos).toEqual([]);
  });

  it("is a dark scheme with its colours", () => {
    const theme = JSON.parse(readFileSync(join(folderOf("weapp"), "theme.json"), "utf8")) as Record<string, unknown>;
    expect(Object.keys(theme)).toEqual(["light", "dark"]);
  });
});

describe("WeChat's own compilers", () => {
  const temporary = mkdtempSync(join(tmpdir(), "rusu-mini-ci-"));
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  it("take every template", () => {
    const { wxmlToJs } = require("miniprogram-compiler") as { wxmlToJs: (folder: string) => string };
    const compiled = wxmlToJs(folderOf("weapp"));
    expect(configOf("weapp").pages.filter((page) => !compiled.includes(`'${page}.wxml'`))).toEqual([]);
  });

  it("take the style sheet", () => {
    const { wxssToJs } = require("miniprogram-compiler") as { wxssToJs: (folder: string) => string };
    expect(wxssToJs(folderOf("weapp"))).toContain("says-expired");
  });

  it("take the whole package as an upload would", async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const privateKeyPath = join(temporary, "throwaway.key");
    writeFileSync(privateKeyPath, privateKey);
    const ci = require("miniprogram-ci") as MiniprogramCi;
    const project = new ci.Project({
      appid: "wx0000000000000000",
      type: "miniProgram",
      projectPath: folderOf("weapp"),
      privateKeyPath,
      ignores: [],
      // What the store says about a program; otherwise it is asked over the network.
      attr: () => Promise.resolve(STORE_ATTRIBUTES),
    });
    const setting = { es6: true, minify: true, minifyJS: true, minifyWXML: true, minifyWXSS: true };
    const compiled = await ci.getCompiledResult({ project, version: "0.1.0", desc: "test", setting, onProgressUpdate: () => undefined });
    const pages = configOf("weapp").pages;
    expect(pages.filter((page) => compiled[`${page}.js`] === undefined)).toEqual([]);
  });
});

/** The store's limits: 2 MB a package. */
const STORE_ATTRIBUTES = {
  platform: false,
  appType: 0,
  isSandbox: false,
  released: false,
  setting: { MaxCodeSize: 2, MaxSubpackageSubCodeSize: 2, MaxSubpackageFullCodeSize: 12, NavigateMiniprogramLimit: 10 },
};

interface MiniprogramCi {
  Project: new (options: Record<string, unknown>) => unknown;
  getCompiledResult: (options: Record<string, unknown>) => Promise<Record<string, string | Buffer>>;
}
