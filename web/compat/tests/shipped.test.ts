import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { faultsOfSheet } from "../src/css";
import { faultsOfScript } from "../src/script";
import { ASKED_FOR_FIRST } from "../src/targets";

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
    const excused = Object.keys(ASKED_FOR_FIRST[name] ?? {});
    const faults = await faultsOfScript(text(name));
    const left = faults.filter((one) => !excused.some((each) => one.text.includes(each)));
    expect(left.map((one) => `${name}:${one.line} ${one.text}`)).toEqual([]);
    expect(excused.filter((each) => !faults.some((one) => one.text.includes(each))), "excuses that nothing needs").toEqual([]);
  });
}
