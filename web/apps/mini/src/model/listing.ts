// A list that comes page by page.

/** What has come so far. */
export interface Listing<T> {
  rows: readonly T[];
  page: number;
  more: boolean;
}

/** Nothing yet. */
export function emptyListing<T>(): Listing<T> {
  return { rows: [], page: 0, more: true };
}

/** With one more page. The first page replaces what was there. */
export function withPage<T>(listing: Listing<T>, page: number, rows: readonly T[], more: boolean): Listing<T> {
  return { rows: page <= 1 ? rows : [...listing.rows, ...rows], page, more };
}
