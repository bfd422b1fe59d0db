// A question under way. Nothing shows for an instant, because a flicker makes people doubt; then that
// it is loading; then that it is slow, and goes on; then it ends.

import type { Failure } from "./failure";

/** Below this nobody notices a wait. */
export const LOADING_AFTER_MS = 300;
/** After this a person wonders whether it still works. */
export const SLOW_AFTER_MS = 5_000;
/** After this there is no use in waiting. */
export const TIMEOUT_MS = 15_000;

/** How far a question is. */
export type Phase<T> =
  | { state: "quiet" }
  | { state: "loading" }
  | { state: "slow" }
  | { state: "done"; value: T }
  | { state: "failed"; failure: Failure };

/** Runs something later; gives back how to call it off. */
export type After = (ms: number, run: () => void) => () => void;

/** What asking needs from outside. */
export interface Asking<T> {
  run: () => Promise<T>;
  show: (phase: Phase<T>) => void;
  failureOf: (thrown: unknown) => Promise<Failure>;
  after: After;
}

/** Asks once, and tells each phase. Gives back how to stop listening. */
export function ask<T>({ run, show, failureOf, after }: Asking<T>): () => void {
  let isOver = false;
  const tell = (phase: Phase<T>): void => {
    if (!isOver) show(phase);
  };
  const timers = [
    after(LOADING_AFTER_MS, () => tell({ state: "loading" })),
    after(SLOW_AFTER_MS, () => tell({ state: "slow" })),
    // A platform that never reports its own time limit must not hold the page for ever.
    after(TIMEOUT_MS, () => end({ state: "failed", failure: { kind: "timeout" } })),
  ];
  const stop = (): void => {
    isOver = true;
    for (const cancel of timers) cancel();
  };
  const end = (phase: Phase<T>): void => {
    tell(phase);
    stop();
  };
  tell({ state: "quiet" });
  run().then(
    (value) => end({ state: "done", value }),
    async (thrown: unknown) => {
      const failure = await failureOf(thrown);
      end({ state: "failed", failure });
    },
  );
  return stop;
}
