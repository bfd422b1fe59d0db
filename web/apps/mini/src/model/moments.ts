// Moments as people in China read them. Done by hand: mini-programs have no Intl everywhere.

const CHINA_OFFSET_MS = 8 * 3600 * 1000;

/** `2026-08-23 09:12` at +08:00 of an RFC 3339 moment; the text itself if it is none. */
export function chinaMinute(moment: string): string {
  const at = Date.parse(moment);
  if (Number.isNaN(at)) return moment;
  return new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 16).replace("T", " ");
}

/** `2026-08-23` at +08:00. */
export function chinaDay(moment: string): string {
  return chinaMinute(moment).slice(0, 10);
}
