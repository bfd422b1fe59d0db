import { beforeEach, describe, expect, it } from "vitest";
import { LOADING_AFTER_MS, SLOW_AFTER_MS, TIMEOUT_MS, ask } from "../../src/model/asking";
import type { After, Phase } from "../../src/model/asking";

let seen: string[];
let timers: { ms: number; run: () => void; isOff: boolean }[];
const after: After = (ms, run) => {
  const timer = { ms, run, isOff: false };
  timers.push(timer);
  return () => void (timer.isOff = true);
};
const show = (phase: Phase<string>): void => void seen.push(phase.state === "failed" ? phase.failure.kind : phase.state);
const failureOf = async (): Promise<{ kind: "offline" }> => ({ kind: "offline" });
const never = (): Promise<string> => new Promise(() => undefined);
const turn = (): Promise<void> => new Promise((wake) => setImmediate(wake));
const passUntil = (ms: number): void => {
  for (const timer of timers) if (timer.ms <= ms && !timer.isOff) timer.run();
};

beforeEach(() => {
  seen = [];
  timers = [];
});

describe("a question under way", () => {
  it("shows nothing at first", () => {
    ask({ run: never, show, failureOf, after });
    passUntil(LOADING_AFTER_MS - 1);
    expect(seen).toEqual(["quiet"]);
  });

  it("says that it is loading after 300 ms", () => {
    ask({ run: never, show, failureOf, after });
    passUntil(LOADING_AFTER_MS);
    expect(LOADING_AFTER_MS).toBe(300);
    expect(seen).toEqual(["quiet", "loading"]);
  });

  it("says after 5 s that it is slow, and goes on", () => {
    ask({ run: never, show, failureOf, after });
    passUntil(SLOW_AFTER_MS);
    expect(SLOW_AFTER_MS).toBe(5_000);
    expect(seen).toEqual(["quiet", "loading", "slow"]);
  });

  it("ends after 15 s even if the platform says nothing", () => {
    ask({ run: never, show, failureOf, after });
    passUntil(TIMEOUT_MS);
    expect(TIMEOUT_MS).toBe(15_000);
    expect(seen.at(-1)).toBe("timeout");
  });

  it("shows an answer that comes at once without a flicker", async () => {
    ask({ run: async () => "answer", show, failureOf, after });
    await turn();
    passUntil(TIMEOUT_MS);
    expect(seen).toEqual(["quiet", "done"]);
  });

  it("shows why there is none", async () => {
    ask({ run: () => Promise.reject(new Error("x")), show, failureOf, after });
    await turn();
    expect(seen).toEqual(["quiet", "offline"]);
  });

  it("says nothing more once nobody listens", async () => {
    const stop = ask({ run: async () => "answer", show, failureOf, after });
    stop();
    await turn();
    passUntil(TIMEOUT_MS);
    expect(seen).toEqual(["quiet"]);
  });
});
