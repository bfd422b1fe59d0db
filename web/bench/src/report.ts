import type { Run, Target } from "./measure";
import { PROFILES } from "./profiles";

/** What a reader needs to repeat the measurement. */
export interface Circumstances {
  commit: string;
  /** When the binary that was measured was built. */
  built: string;
  browser: string;
  machine: string;
  date: string;
  load: string;
}

const RUNS = "Median of five; smallest and largest in brackets.";

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("no run to take the median of");
  return middle;
}

function spread(values: readonly number[]): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  return `${seconds(median(values))} s (${seconds(Math.min(...values))}–${seconds(Math.max(...values))})`;
}

function times(spa: readonly number[], own: readonly number[]): string {
  return `${(median(spa) / median(own)).toFixed(1)} ×`;
}

/** The measurement as Markdown. */
export function report(runs: readonly Run[], about: Circumstances): string {
  const pick = (profile: string, side: Target["side"], page: Target["page"]): Run[] =>
    runs.filter((one) => one.profile === profile && one.side === side && one.page === page);
  const paints = (some: Run[]): number[] => some.map((one) => one.first_paint_ms);
  const items = (some: Run[]): number[] => some.flatMap((one) => (one.items_ms === null ? [] : [one.items_ms]));

  const lines = [
    "| network | page | first contentful paint, Rusu | SPA | SPA / Rusu | 32 items readable, Rusu | SPA | SPA / Rusu |",
    "|---|---|---|---|---|---|---|---|",
  ];
  for (const profile of PROFILES) {
    for (const page of ["home", "result"] as const) {
      const own = pick(profile.id, "rusu", page);
      const spa = pick(profile.id, "spa", page);
      if (own.length === 0 || spa.length === 0) continue;
      const read = page === "result" ? [spread(items(own)), spread(items(spa)), times(items(spa), items(own))] : ["–", "–", "–"];
      const cells = [profile.name, page, spread(paints(own)), spread(paints(spa)), times(paints(spa), paints(own)), ...read];
      lines.push(`| ${cells.join(" | ")} |`);
    }
  }
  const weights = ["| page | bytes on the wire | requests | to other origins | layout shift |", "|---|---|---|---|---|"];
  for (const side of ["rusu", "spa"] as const) {
    for (const page of ["home", "result"] as const) {
      const some = runs.filter((one) => one.side === side && one.page === page);
      if (some.length === 0) continue;
      const most = (of: (one: Run) => number): number => Math.max(...some.map(of));
      const bytes = median(some.map((one) => one.wire_bytes));
      const name = `${side === "rusu" ? "Rusu" : "SPA"}, ${page}`;
      weights.push(
        `| ${name} | ${bytes} | ${most((one) => one.requests)} | ${most((one) => one.foreign_requests)} | ${most((one) => one.layout_shift)} |`,
      );
    }
  }
  return [
    `Commit ${about.commit}, binary built ${about.built}; measured ${about.date}. ${about.machine}; ${about.browser}; load of the machine ${about.load}.`,
    RUNS,
    "",
    ...lines,
    "",
    "Bytes are headers and bodies as Chromium counts them, median of all runs; the other columns are the largest of all runs.",
    "",
    ...weights,
    "",
    "The networks, as Chromium's `Network.emulateNetworkConditions` plays them (the latency is that of each request; no name is",
    "looked up, and a connection costs nothing, on either side):",
    "",
    ...PROFILES.map((one) => `* **${one.name}**: ${one.source}`),
    "",
    "Raw rows:",
    "",
    "```json",
    ...runs.map((one) => JSON.stringify(one)),
    "```",
    "",
  ].join("\n");
}
