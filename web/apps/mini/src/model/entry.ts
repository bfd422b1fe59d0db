// With what the mini-program was opened: a can's plain URL, a shared answer, another program's jump.

/** What the way in brings along. */
export interface Entry {
  /** The scanned or typed text, whole: reading it is the server's work. */
  text: string | null;
  /** The enterprise that was chosen. */
  enterprise: string | null;
  /** The front door that was named. */
  channel: string | null;
  /** Whether the answer was just seen, so that it is not counted twice. */
  again: boolean;
}

/** What the platforms hand to a launch or a page. */
export interface Opened {
  query?: Record<string, unknown> | null;
  referrerInfo?: { extraData?: unknown } | null;
}

/** No channel's id is longer. */
const CHANNEL_CHARACTERS_MAX = 32;

// `q` is the plain URL on both platforms; `scene` is what a mini-program code carries.
const TEXT_NAMES = ["text", "q", "code", "scene"];

/** Reads the way in. What a jump hands over stands behind what the address says. */
export function readEntry(opened: Opened): Entry {
  const extra = opened.referrerInfo?.extraData;
  const sources = [opened.query ?? {}, isRecord(extra) ? extra : {}];
  return {
    text: firstOf(sources, TEXT_NAMES),
    enterprise: firstOf(sources, ["enterprise"]),
    channel: firstOf(sources, ["from", "channel"])?.slice(0, CHANNEL_CHARACTERS_MAX) ?? null,
    again: firstOf(sources, ["again"]) === "1",
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function firstOf(sources: Record<string, unknown>[], names: string[]): string | null {
  for (const source of sources) {
    for (const name of names) {
      const value = source[name];
      if (typeof value !== "string" && typeof value !== "number") continue;
      const text = decoded(String(value)).trim();
      if (text !== "") return text;
    }
  }
  return null;
}

/** Values arrive percent-encoded on one platform and plain on the other. */
function decoded(value: string): string {
  // A whole URL is plain already; its own escapes are the server's to read.
  if (value.includes("://") || !/%[0-9A-Fa-f]{2}/.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The page of an answer, as navigation and sharing name it. */
export function resultPath(text: string, enterprise?: string | null, again = false): string {
  const chosen = enterprise ? `&enterprise=${encodeURIComponent(enterprise)}` : "";
  return `/pages/result/index?text=${encodeURIComponent(text)}${chosen}${again ? "&again=1" : ""}`;
}
