// The end of a list: waiting, or more of it.

import { Action } from "./parts";
import { Waiting } from "./Waiting";
import type { ListState } from "../platform/asked";
import { useSettings } from "../platform/settings";

/** What stands below the rows that have come. */
export function More<T>({ list }: { list: ListState<T> }) {
  const { words } = useSettings();
  const { listing, phase, load } = list;
  if (phase.state !== "done") return <Waiting phase={phase} onRetry={() => load(listing.page + 1)} />;
  return listing.more ? <Action words={words.more} onPress={() => load(listing.page + 1)} /> : null;
}
