// The client of the public API. It knows addresses and forms and nothing else: what an answer means
// is the server's to say. The transport is handed in, so that a browser's fetch and a mini-program's
// request both serve.

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type Enterprise = Schemas["ListedEnterpriseBody"];
export type Answer = Schemas["AnswerBody"];
export type SamplingResult = Schemas["SamplingResultBody"];
export type SamplingResults = Schemas["SamplingResultsBody"];
export type PublicRecall = Schemas["PublicRecallBody"];
export type PublicRecalls = Schemas["RecallsBody"];
export type Verdict = Schemas["VerdictBody"];
export type TraceItem = Schemas["ItemBody"];
export type TraceDocument = Schemas["DocumentBody"];
export type TraceRecord = Schemas["RecordBody"];
export type Recall = Schemas["RecallBody"];

/** The languages that the platform speaks. */
export type Lang = "zh" | "en";

/** What goes over the wire. */
export interface WireRequest {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** What comes back; the body is not parsed yet. */
export interface WireResponse {
  status: number;
  text: string;
}

/** Sends a request. Rejects with its own error where there was no response. */
export type Transport = (request: WireRequest) => Promise<WireResponse>;

/** A response that is not an answer. `problem` is absent where something before the server spoke. */
export interface ApiFault {
  kind: "api_fault";
  status: number;
  problem: Problem | null;
}

/** Whether something that was thrown is a response without an answer. */
export function isApiFault(thrown: unknown): thrown is ApiFault {
  return typeof thrown === "object" && thrown !== null && (thrown as { kind?: unknown }).kind === "api_fault";
}

/** A question, as `POST /api/v1/resolve` takes it. */
export interface Question {
  text: string;
  enterprise?: string | number;
  lang?: Lang;
  channel?: string;
  again?: boolean;
}

/** Which sampling results. */
export interface SamplingQuery {
  q?: string;
  enterprise?: string | number;
  lot?: string;
  conclusion?: "pass" | "fail";
  page?: number;
  lang?: Lang;
}

/** Which recalls. */
export interface RecallQuery {
  enterprise?: string | number;
  page?: number;
  lang?: Lang;
}

/** The public API. */
export interface Api {
  resolve(question: Question): Promise<Answer>;
  enterprises(lang?: Lang): Promise<Enterprise[]>;
  samplingResults(query: SamplingQuery): Promise<SamplingResults>;
  recalls(query: RecallQuery): Promise<PublicRecalls>;
}

/** Where the platform is and how to reach it. */
export interface ApiOptions {
  baseUrl: string;
  request: Transport;
}

type QueryValue = string | number | boolean | undefined;

/** The part behind the question mark; empty values are left out. Mini-programs have no URLSearchParams. */
export function queryString(values: Record<string, QueryValue>): string {
  const pairs = Object.keys(values)
    .filter((name) => values[name] !== undefined && values[name] !== "")
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(String(values[name]))}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** The client of one platform. */
export function createApi({ baseUrl, request }: ApiOptions): Api {
  const root = baseUrl.replace(/\/+$/, "");

  async function get<T>(path: string, values: Record<string, QueryValue>): Promise<T> {
    const url = `${root}${path}${queryString(values)}`;
    return read<T>(await request({ method: "GET", url, headers: { Accept: "application/json" } }));
  }

  async function post<T>(path: string, body: unknown): Promise<T> {
    const headers = { Accept: "application/json", "Content-Type": "application/json" };
    return read<T>(await request({ method: "POST", url: `${root}${path}`, headers, body: JSON.stringify(body) }));
  }

  return {
    resolve: (question) => post<Answer>("/api/v1/resolve", question),
    enterprises: async (lang) => {
      const body = await get<{ enterprises: Enterprise[] }>("/api/v1/enterprises", { lang });
      return body.enterprises;
    },
    samplingResults: (query) => get<SamplingResults>("/api/v1/sampling-results", { ...query }),
    recalls: (query) => get<PublicRecalls>("/api/v1/recalls", { ...query }),
  };
}

function read<T>(response: WireResponse): T {
  const body = parsed(response.text);
  if (response.status >= 200 && response.status < 300 && body !== undefined) {
    return body as T;
  }
  const fault: ApiFault = { kind: "api_fault", status: response.status, problem: asProblem(body) };
  throw fault;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asProblem(body: unknown): Problem | null {
  if (typeof body !== "object" || body === null) return null;
  const { code, title } = body as { code?: unknown; title?: unknown };
  return typeof code === "string" && typeof title === "string" ? (body as Problem) : null;
}
