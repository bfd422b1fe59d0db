import { describe, expect, it } from "vitest";
import type { Answer, TraceItem, TraceRecord } from "@rusu/api";
import { dialled, grouped, phoneOf, phrases, recordView, tableOf } from "../../src/model/record";
import { wordsOf } from "../../src/words";

const item = (id: string, value: string | null = id): TraceItem => ({
  no: 1,
  id,
  name: id,
  value,
  group: "product",
  mandatory: true,
  rows: [],
  documents: [],
});
const record = (ids: string[]): TraceRecord =>
  ({ items: ids.map((id) => item(id)), lot: { expiry_date: "2028-08-13" } }) as unknown as TraceRecord;
const zh = wordsOf("zh");

const answer = (code: string, tone: string, phones: { level: string; contact_phone: string }[]): Answer =>
  ({ verdict: { code, tone }, recalls: phones, enterprise: { contact_phone: "own" } }) as unknown as Answer;

describe("the record in order", () => {
  it("begins with quality", () => {
    expect(recordView(record(["brand_name", "inspection_conclusion"]), zh).groups[0]?.items[0]?.id).toBe("inspection_conclusion");
  });

  it("leaves out no item that it does not know", () => {
    const view = recordView(record(["product_name", "lot_number", "circulation_info", "a_new_one"]), zh);
    expect(view.groups.at(-1)?.items.map((one) => one.id)).toEqual(["a_new_one"]);
  });

  it("shows the expiry date with the shelf life below", () => {
    const [figure] = recordView(record(["shelf_life"]), zh).figures;
    expect(figure).toMatchObject({ name: "保质期至", value: "2028-08-13", note: "shelf_life shelf_life" });
  });

  it("shows a code in groups of four", () => {
    expect(["12345678", "123456", "1234", ""].map(grouped)).toEqual(["1234 5678", "1234 56", "1234", ""]);
  });

  it("puts nutrient and unit into one cell", () => {
    const rows = [
      ["营养成分", "单位", "每 100 g"],
      ["能量", "kJ", "2120"],
    ];
    expect(tableOf({ ...item("nutrition_facts"), rows })).toEqual([
      ["营养成分", "每 100 g"],
      ["能量 kJ", "2120"],
    ]);
  });

  it("takes a heading alone for no table", () => {
    expect(tableOf({ ...item("main_ingredients"), rows: [["原料"]] })).toEqual([]);
  });
});

describe("a title", () => {
  it("breaks between its phrases", () => {
    expect(phrases("请停止食用：这一批正在召回")).toEqual(["请停止食用：", "这一批正在召回"]);
  });

  it("stays whole in English", () => {
    expect(phrases("Found: the first query")).toEqual(["Found: the first query"]);
  });
});

describe("whom to call", () => {
  it("is the gravest recall's phone", () => {
    const recalls = [
      { level: "2", contact_phone: "two" },
      { level: "1", contact_phone: "one" },
    ];
    expect(phoneOf(answer("recalled", "stop", recalls))).toBe("one");
  });

  it("is the enterprise where a recall names none", () => {
    expect(phoneOf(answer("recalled", "stop", [{ level: "1", contact_phone: " " }]))).toBe("own");
  });

  it("is the enterprise where it has no record", () => {
    expect(phoneOf(answer("no_record", "calm", []))).toBe("own");
  });

  it("is nobody where all is well", () => {
    expect(phoneOf(answer("first_query", "good", []))).toBeNull();
  });

  it("is dialled without what people write for the eye", () => {
    expect(dialled("+86 400-000 (0000)")).toBe("+864000000000");
  });
});
