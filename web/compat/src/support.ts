import { createRequire } from "node:module";
import type { CompatData, CompatStatement, Identifier, SimpleSupportStatement } from "@mdn/browser-compat-data";
import { TARGETS } from "./targets";

// 17 MB of JSON: Node.js reads it at once, a test runner's transforms take seconds over it.
const data = createRequire(import.meta.url)("@mdn/browser-compat-data") as Pick<CompatData, "css">;

/** What is known of style sheets. */
export const CSS = data.css;

/** Whether version `a` is `b` or older, by their numbers. */
export function isAtMost(a: string, b: string): boolean {
  const parts = (text: string): number[] => text.replace(/^≤/, "").split(".").map(Number);
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return true;
}

function has(one: SimpleSupportStatement, version: string): boolean {
  // Behind a prefix, another name or a switch it is another thing than what the sheet says.
  if (one.prefix || one.alternative_name || one.flags) return false;
  if (typeof one.version_added !== "string" || one.version_added === "preview") return false;
  const gone = typeof one.version_removed === "string" && isAtMost(one.version_removed, version);
  return !gone && isAtMost(one.version_added, version);
}

/** Names of the targets that lack a feature. */
export function lacking(feature: CompatStatement | undefined): string[] {
  if (!feature) return [];
  return TARGETS.filter(({ browser, version }) => {
    const support = feature.support[browser];
    const statements = Array.isArray(support) ? support : support ? [support] : [];
    return !statements.some((one) => has(one, version));
  }).map(({ name, version }) => `${name} ${version}`);
}

/** What stands below a name. */
export function below(place: Identifier | undefined, name: string): Identifier | undefined {
  return name === "__compat" ? undefined : (place?.[name] as Identifier | undefined);
}

/** Functions and units of values, wherever the data keeps them. */
const FUNCTIONS = new Map<string, CompatStatement>();
function gather(place: Identifier): void {
  for (const [name, inner] of Object.entries(place)) {
    if (name === "__compat") continue;
    const statement = (inner as Identifier).__compat;
    if (statement && !FUNCTIONS.has(name)) FUNCTIONS.set(name, statement);
    gather(inner as Identifier);
  }
}
gather(CSS.types as unknown as Identifier);

/** What the data says about a function of a value, such as `min`. */
export function ofFunction(name: string): CompatStatement | undefined {
  return FUNCTIONS.get(name);
}

/** What the data says about a unit, such as `dvh`. */
export function ofUnit(unit: string): CompatStatement | undefined {
  const lengths = below(CSS.types as unknown as Identifier, "length");
  const family = /^[dsl]v/.test(unit)
    ? { d: "viewport_percentage_units_dynamic", s: "viewport_percentage_units_small", l: "viewport_percentage_units_large" }[unit.charAt(0)]
    : /^cq/.test(unit)
      ? "container_query_length_units"
      : unit;
  return family === undefined ? undefined : below(lengths, family)?.__compat;
}
