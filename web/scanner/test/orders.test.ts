import { expect, test } from "vitest";
import { isUnfetched } from "../src/orders";

test.each([
  ["RuntimeError: Aborted(both async and sync fetching of the wasm failed)", true],
  ["TypeError: Failed to fetch", true],
  ["NetworkError when attempting to fetch resource.", true],
  ["RuntimeError: Aborted(CompileError: WebAssembly.instantiate(): invalid opcode)", false],
  ["ReferenceError: WebAssembly is not defined", false],
])("%s: could not be fetched: %s", (failure, unfetched) => { expect(isUnfetched(failure)).toBe(unfetched); });
