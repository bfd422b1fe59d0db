import { resolve } from "node:path";
import { defineConfig } from "@tarojs/cli";

// Where the platform is. It is baked into the package, because both stores check a package's domains.
const SERVER = process.env.TARO_APP_SERVER ?? "http://127.0.0.1:8480";
const VERSION = process.env.TARO_APP_VERSION ?? "0.1.0";

export default defineConfig<"webpack5">({
  projectName: "rusu-mini",
  date: "2026-1-1",
  designWidth: 375,
  deviceRatio: { 375: 2, 750: 1 },
  sourceRoot: "src",
  outputRoot: `dist/${process.env.TARO_ENV}`,
  framework: "react",
  compiler: { type: "webpack5", prebundle: { enable: false } },
  plugins: [resolve(__dirname, "aria.js")],
  env: { TARO_APP_SERVER: JSON.stringify(SERVER), TARO_APP_VERSION: JSON.stringify(VERSION) },
  copy: { patterns: [], options: {} },
  cache: { enable: false },
  mini: {
    compile: { include: [resolve(__dirname, "../../../packages/api/src")] },
    // Sizes follow the phone's text size, so they are em; nothing is converted to rpx.
    postcss: { pxtransform: { enable: false }, cssModules: { enable: false } },
  },
});
