import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataDir } from "./playwright.config";
import type { Sample } from "./questions";

export { question, type Sample } from "./questions";

/** A code for every verdict that exists. */
export function samples(): Sample[] {
  return JSON.parse(readFileSync(join(dataDir, "samples.json"), "utf8")) as Sample[];
}

/** The sample of one verdict. */
export function sample(verdict: string): Sample {
  const found = samples().find((one) => one.verdict === verdict);
  if (!found) throw new Error(`samples.json has no ${verdict}`);
  return found;
}
