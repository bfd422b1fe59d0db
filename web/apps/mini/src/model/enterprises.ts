// Finding an enterprise in the list that is already here.

import type { Enterprise } from "@rusu/api";

/** Those whose name or brand holds the text, without regard to case and width. */
export function matching(enterprises: readonly Enterprise[], text: string): Enterprise[] {
  const wanted = folded(text);
  if (wanted === "") return [...enterprises];
  return enterprises.filter((one) =>
    [one.name, one.legal_name ?? "", ...one.brands].some((name) => folded(name).includes(wanted)),
  );
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
}

/** The letter in place of a logo. */
export function monogram(name: string): string {
  return Array.from(name.trim())[0] ?? "";
}
