// What the scanner can say. The words themselves are the page's: hidden elements that the server rendered.

export type Say =
  | "starting"
  | "reading"
  | "looking"
  | "found"
  | "slow"
  | "denied"
  | "no-camera"
  | "busy"
  | "insecure"
  | "unsupported"
  | "nothing"
  | "photo-nothing"
  | "photo-broken"
  | "barcode"
  | "failed";

/** Milliseconds without a code after which the ways out are told; the search goes on. */
export const PATIENCE_MS = 20_000;

/** Milliseconds without a code after which holding still and more light are advised. */
export const SLOW_MS = 8_000;

/** Milliseconds for which a product's barcode is spoken of after it was seen. */
const BARCODE_MS = 3_000;

/** What is said while frames are looked at; times are milliseconds, `barcodeAt` that of the last barcode seen. */
export function sayWhileLooking(now: number, began: number, barcodeAt: number | undefined): Say {
  if (barcodeAt !== undefined && now - barcodeAt < BARCODE_MS) return "barcode";
  if (now - began >= PATIENCE_MS) return "nothing";
  return now - began >= SLOW_MS ? "slow" : "looking";
}

/** What the failure of `getUserMedia` means; browsers name the same thing differently. */
export function sayOfFailure(name: string): Say {
  switch (name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
    case "ConstraintNotSatisfiedError":
      return "no-camera";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

/** Something that a decoder saw. */
export interface Seen {
  text: string;
  /** Whether it is a square code, which may hold a trace code; else it is a product's barcode. */
  square: boolean;
}

/** The text to ask the platform for; empty if none was seen. What it means is for the platform to say. */
export function textOf(seen: readonly Seen[]): string {
  const found = seen.find((one) => one.square && one.text.trim() !== "");
  return found ? found.text : "";
}

/** Whether only a product's barcode was seen. */
export function isBarcodeOnly(seen: readonly Seen[]): boolean {
  return textOf(seen) === "" && seen.some((one) => !one.square && one.text !== "");
}

/** Where the answer stands. */
export function answerAddress(target: string, text: string, from: string): string {
  const query = `${target}?code=${encodeURIComponent(wellFormed(text))}`;
  return from === "" ? query : `${query}&from=${encodeURIComponent(from)}`;
}

/** A lone half of a surrogate pair, which a broken code can hold, would make the address impossible. */
function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(^|[^\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "$1\uFFFD");
}
