import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataDir } from "./playwright.config";

/** One entry of `samples.json`, which the platform writes at its start. */
export interface Sample {
  text: string;
  enterprise: string | number | null;
  code: string | null;
  verdict: string;
}

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

/** The page that answers a sample, as the form on the home page would ask for it. */
export function question(one: Sample, prefix = ""): string {
  const query = new URLSearchParams();
  if (one.enterprise !== null) query.set("enterprise", String(one.enterprise));
  query.set("code", one.text);
  return `${prefix}/query?${query}`;
}
