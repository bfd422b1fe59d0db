import { describe, expect, it } from "vitest";
import { createApi, isApiFault, queryString } from "../src/index";
import type { Transport, WireRequest } from "../src/index";

function answering(status: number, text: string): { seen: WireRequest[]; request: Transport } {
  const seen: WireRequest[] = [];
  return { seen, request: async (request) => (seen.push(request), { status, text }) };
}

const PROBLEM = {
  type: "urn:rusu:problem:enterprise_unknown",
  title: "没有这家企业",
  title_en: "no such enterprise",
  detail: "请换一种写法",
  detail_en: "try another spelling",
  status: 400,
  code: "enterprise_unknown",
  instance: "1",
};

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (thrown) {
    return thrown;
  }
  throw new Error("nothing was thrown");
}

describe("the client", () => {
  it("posts a question as it was given", async () => {
    const { seen, request } = answering(200, "{}");
    await createApi({ baseUrl: "https://trace.example.cn/", request }).resolve({ text: "１２ 3", channel: "jd" });
    expect(seen[0]?.url).toBe("https://trace.example.cn/api/v1/resolve");
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ text: "１２ 3", channel: "jd" });
  });

  it("puts what is asked for into the address and leaves out what is empty", async () => {
    const { seen, request } = answering(200, '{"results":[],"page":1,"more":false}');
    await createApi({ baseUrl: "http://h", request }).samplingResults({ q: "a&b 奶", lot: "", page: 2 });
    expect(seen[0]?.url).toBe("http://h/api/v1/sampling-results?q=a%26b%20%E5%A5%B6&page=2");
  });

  it("throws a problem with the server's words", async () => {
    const { request } = answering(400, JSON.stringify(PROBLEM));
    const thrown = await thrownBy(createApi({ baseUrl: "http://h", request }).resolve({ text: "1" }));
    expect(isApiFault(thrown) && thrown.problem?.code).toBe("enterprise_unknown");
  });

  it("throws without a problem where a gateway answered in HTML", async () => {
    const { request } = answering(502, "<html>");
    const thrown = await thrownBy(createApi({ baseUrl: "http://h", request }).recalls({}));
    expect(thrown).toEqual({ kind: "api_fault", status: 502, problem: null });
  });

  it("throws where a captive portal answers 200 with a page", async () => {
    const { request } = answering(200, "<html>please log in</html>");
    const thrown = await thrownBy(createApi({ baseUrl: "http://h", request }).enterprises());
    expect(isApiFault(thrown) && thrown.status).toBe(200);
  });

  it("lets the transport's own error through", async () => {
    const request: Transport = () => Promise.reject({ errMsg: "request:fail timeout" });
    const thrown = await thrownBy(createApi({ baseUrl: "http://h", request }).enterprises());
    expect(thrown).toEqual({ errMsg: "request:fail timeout" });
  });

  it("writes no question mark where nothing is asked", () => {
    expect(queryString({ q: undefined, page: "" })).toBe("");
  });
});
