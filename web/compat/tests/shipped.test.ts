import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { faultsOfSheet } from "../src/css";
import { faultsOfScript } from "../src/script";

const assets = resolve(import.meta.dirname, "../../../crates/rusu-http/assets");
const shipped = (ending: string): string[] => readdirSync(assets, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(ending));
const text = (name: string): string => readFileSync(join(assets, name), "utf8");

test("something is shipped", () => {
  expect(shipped(".css").length).toBeGreaterThan(0);
  expect(shipped(".js").length).toBeGreaterThan(0);
});

for (const name of shipped(".css")) {
  test(`${name} falls back to what old phones understand`, () => {
    expect(faultsOfSheet(text(name)).map((one) => `${name}:${one.line} ${one.text}`)).toEqual([]);
  });
}

for (const name of shipped(".js")) {
  test(`${name} runs on old phones`, async () => {
    expect((await faultsOfScript(text(name))).map((one) => `${name}:${one.line} ${one.text}`)).toEqual([]);
  });
}
