// Through which front door a query comes. The ids are the platform's; the server counts by them.

import { readEntry } from "./entry";
import type { Entry, Opened } from "./entry";

/** The platforms that the program runs on. */
export type Host = "weapp" | "tt";

/** The mini-program's own front door. */
export function ownChannel(host: Host): string {
  return host === "tt" ? "douyin_mini" : "wechat_mini";
}

/** Remembers the door for as long as the program runs: who jumps in and scans then came by that door. */
export class Door {
  private current: string;
  private jumped: Entry | null = null;
  private lastJump: string | null = null;

  constructor(private readonly own: string) {
    this.current = own;
  }

  get channel(): string {
    return this.current;
  }

  /** Somebody came in. A question without a named door came by the program's own. */
  enter(opened: Opened): void {
    const entry = readEntry(opened);
    if (entry.channel !== null) this.current = entry.channel;
    else if (entry.text !== null) this.current = this.own;
    // The page sees what stands in its path only. The platforms repeat what stands beside it whenever
    // the program comes to the front.
    const isBeside = entry.text !== null && readEntry({ query: opened.query ?? null }).text === null;
    if (isBeside && entry.text !== this.lastJump) {
      this.jumped = entry;
      this.lastJump = entry.text;
    }
  }

  /** The question that a jump handed over beside its path, once. */
  takeJump(): Entry | null {
    const entry = this.jumped;
    this.jumped = null;
    return entry;
  }
}
