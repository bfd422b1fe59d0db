// What the page and the worker say to each other.
import type { Seen } from "./words";

export type Order = { kind: "prepare"; wasm: string } | { kind: "look"; id: number; image: ImageData };

/** `unfit`: this browser cannot run the decoder. `lost`: it did not arrive, or broke; trying again may help. */
export type Answer = { kind: "ready" } | { kind: "unfit" } | { kind: "lost" } | { kind: "seen"; id: number; seen: Seen[] };

/** Whether the decoder did not start because its file could not be fetched; else the browser refused to run it. */
export function isUnfetched(failure: unknown): boolean {
  return /fetch|NetworkError|network error/i.test(String(failure));
}
