// What came of a scan.

import { messageOf } from "./failure";

/** The outcome of opening the scanner. */
export type Scanned =
  | { kind: "text"; text: string }
  | { kind: "cancelled" }
  | { kind: "denied" }
  | { kind: "failed" };

/** What both platforms answer with. */
export interface ScanResult {
  result?: string;
  path?: string;
}

/** Reads a successful scan. A garbled text goes on as it is: the server says what to do about it. */
export function readScan(result: ScanResult): Scanned {
  // A mini-program code has no text; its path names the page that it opens.
  const text = result.result || result.path || "";
  return text.trim() === "" ? { kind: "failed" } : { kind: "text", text };
}

/** Reads a failed scan. Closing the scanner is no failure and stays silent. */
export function readScanFailure(thrown: unknown): Scanned {
  const message = messageOf(thrown);
  if (/auth|permission|denied|deny|privacy/i.test(message)) return { kind: "denied" };
  if (/cancel/i.test(message)) return { kind: "cancelled" };
  return { kind: "failed" };
}
