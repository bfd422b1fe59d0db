// Why there is no answer, as a page shows it.

import { isApiFault } from "@rusu/api";
import type { Lang } from "@rusu/api";
import type { Words } from "../words";

/** What went wrong on the way. */
export type Failure =
  | { kind: "offline" | "timeout" | "unreachable" | "fault" }
  | { kind: "problem"; code: string; title: string; detail: string };

/** Reads what was thrown. The platforms say it in `errMsg`. */
export function failureOf(thrown: unknown, isOnline: boolean, lang: Lang): Failure {
  if (isApiFault(thrown)) {
    const problem = thrown.problem;
    if (problem === null) return { kind: "fault" };
    const [title, detail] =
      lang === "en" ? [problem.title_en, problem.detail_en] : [problem.title, problem.detail];
    return { kind: "problem", code: problem.code, title, detail };
  }
  if (!isOnline) return { kind: "offline" };
  return { kind: /time\s?out/i.test(messageOf(thrown)) ? "timeout" : "unreachable" };
}

/** A platform's own words about an error; never shown. */
export function messageOf(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  if (typeof thrown !== "object" || thrown === null) return "";
  const { errMsg, message } = thrown as { errMsg?: unknown; message?: unknown };
  if (typeof errMsg === "string") return errMsg;
  return typeof message === "string" ? message : "";
}

/** The words for a failure. */
export function failureWords(failure: Failure, words: Words): { title: string; text: string } {
  switch (failure.kind) {
    case "problem":
      return { title: failure.title, text: failure.detail };
    case "offline":
      return { title: words.offlineTitle, text: words.offlineText };
    case "timeout":
      return { title: words.timeoutTitle, text: words.timeoutText };
    case "unreachable":
      return { title: words.unreachableTitle, text: words.unreachableText };
    case "fault":
      return { title: words.faultTitle, text: words.faultText };
  }
}
