// What the page and the worker say to each other.
import type { Seen } from "./words";

export type Order = { kind: "prepare"; wasm: string } | { kind: "look"; id: number; image: ImageData };

export type Answer = { kind: "ready" } | { kind: "unfit" } | { kind: "seen"; id: number; seen: Seen[] };
