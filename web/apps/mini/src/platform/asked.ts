// A question of a page, with its phases.

import { useCallback, useEffect, useRef, useState } from "react";
import { ask } from "../model/asking";
import type { Phase } from "../model/asking";
import { failureOf } from "../model/failure";
import { emptyListing, withPage } from "../model/listing";
import type { Listing } from "../model/listing";
import { after, isOnline } from "./host";
import { currentLang } from "./settings";

type Start<T> = (run: () => Promise<T>) => void;

/** The phase of the latest question, and how to ask one. An older question that is still under way is forgotten. */
export function useAsk<T>(): [Phase<T>, Start<T>] {
  const [phase, show] = useState<Phase<T>>({ state: "quiet" });
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);
  const start = useCallback<Start<T>>((run) => {
    stop.current();
    stop.current = ask({
      run,
      show,
      failureOf: async (thrown) => failureOf(thrown, await isOnline(), currentLang()),
      after,
    });
  }, []);
  return [phase, start];
}

/** A page of a list, as the API gives it. */
export interface ListPage<T> {
  rows: readonly T[];
  more: boolean;
}

/** A list that comes page by page. */
export interface ListState<T> {
  listing: Listing<T>;
  phase: Phase<ListPage<T>>;
  /** Asks for a page; the first one begins anew. */
  load: (page: number) => void;
}

/** A list of the API. `fetchPage` is called with the question that is in force at that moment. */
export function useList<T>(fetchPage: (page: number) => Promise<ListPage<T>>): ListState<T> {
  const [listing, setListing] = useState<Listing<T>>(emptyListing<T>());
  const [phase, start] = useAsk<ListPage<T>>();
  const latest = useRef(fetchPage);
  latest.current = fetchPage;
  const load = useCallback(
    (page: number) => {
      if (page <= 1) setListing(emptyListing<T>());
      start(async () => {
        const fetched = await latest.current(page);
        setListing((before) => withPage(before, page, fetched.rows, fetched.more));
        return fetched;
      });
    },
    [start],
  );
  return { listing, phase, load };
}
