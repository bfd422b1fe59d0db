// The record in the order in which a parent worries: quality, the way, the product, feeding, the
// enterprise, proof. The server says what is so; this only puts it in order. No item is ever left out.

import type { Answer, TraceItem, TraceRecord } from "@rusu/api";
import type { Words } from "../words";

/** A figure to hold against the can. */
export interface Figure {
  id: string;
  name: string;
  value: string | null;
  /** A second, smaller value. */
  note: string | null;
  isWide: boolean;
}

/** Items under one heading. */
export interface Group {
  id: "quality" | "way" | "goods" | "feeding" | "maker";
  title: string;
  items: TraceItem[];
}

/** The record as the page shows it. */
export interface RecordView {
  product: TraceItem | null;
  figures: Figure[];
  groups: Group[];
  circulation: TraceItem | null;
}

const GROUPS: readonly { id: Group["id"]; title: keyof Words; items: readonly string[] }[] = [
  {
    id: "quality",
    title: "groupQuality",
    items: ["inspection_conclusion", "product_inspection_report", "main_ingredient_conformity"],
  },
  {
    id: "way",
    title: "groupWay",
    items: ["main_ingredient_origin", "main_ingredients", "production_process", "place_of_production"],
  },
  {
    id: "goods",
    title: "groupGoods",
    items: [
      "brand_name",
      "formula_category",
      "applicable_age",
      "formula_registration_no",
      "product_standard_code",
      "gtin",
      "ingredient_list",
      "nutrition_facts",
    ],
  },
  { id: "feeding", title: "groupFeeding", items: ["feeding_instructions", "storage_conditions", "consumer_guide"] },
  {
    id: "maker",
    title: "groupMaker",
    items: [
      "manufacturer_name",
      "uscc",
      "contact_phone",
      "production_licence_no",
      "manufacturer_address",
      "website",
      "integrity_certificate",
    ],
  },
];

const FIGURES = ["production_date", "shelf_life", "lot_number", "net_content", "trace_code"];

/** Puts a record in order. */
export function recordView(record: TraceRecord, words: Words): RecordView {
  const left = new Map(record.items.map((item) => [item.id, item]));
  const take = (id: string): TraceItem | null => {
    const item = left.get(id) ?? null;
    left.delete(id);
    return item;
  };
  const takeAll = (ids: readonly string[]): TraceItem[] =>
    ids.map(take).filter((item): item is TraceItem => item !== null);

  const product = take("product_name");
  const figures = takeAll(FIGURES).map((item) => figureOf(item, record, words));
  const circulation = take("circulation_info");
  const groups = GROUPS.map(({ id, title, items }) => ({ id, title: words[title], items: takeAll(items) }));
  const last = groups[groups.length - 1];
  if (last) last.items = [...last.items, ...left.values()];
  return { product, figures, groups, circulation };
}

function figureOf(item: TraceItem, record: TraceRecord, words: Words): Figure {
  const plain = { id: item.id, name: item.name, value: item.value, note: null, isWide: false };
  // The can carries the date or the months: both are shown.
  if (item.id === "shelf_life") {
    const note = `${item.name} ${item.value ?? words.missing}`;
    return { ...plain, name: words.expiry, value: record.lot.expiry_date, note };
  }
  if (item.id === "trace_code") return { ...plain, value: grouped(item.value), isWide: true };
  return plain;
}

/** An item's table. Nutrient and unit share a cell: three amounts and two more columns do not fit a small phone. */
export function tableOf(item: TraceItem): string[][] {
  // A heading alone is no table.
  if (item.rows.length < 2) return [];
  if (item.id !== "nutrition_facts") return item.rows;
  return item.rows.map(([nutrient = "", unit = "", ...amounts], at) => [
    at === 0 ? nutrient : `${nutrient} ${unit}`.trim(),
    ...amounts,
  ]);
}

/** Codes stand in groups of four, so that an eye can keep its place. */
export function grouped(code: string | null): string | null {
  return code === null ? null : code.replace(/(.{4})(?=.)/g, "$1 ");
}

/** Whom to call, where something must be stopped or asked. */
export function phoneOf(answer: Answer): string | null {
  const own = answer.enterprise?.contact_phone ?? null;
  if (answer.verdict.tone === "stop") {
    const gravest = [...answer.recalls].sort((a, b) => a.level.localeCompare(b.level))[0];
    return gravest?.contact_phone.trim() || own;
  }
  return answer.verdict.code === "no_record" ? own : null;
}

/** Characters that a phone dials. */
export function dialled(phone: string): string {
  return phone.replace(/[^\d+*#,]/g, "");
}

/** The phrases of a title: lines break between them and not inside. English breaks at its spaces. */
export function phrases(title: string): string[] {
  return title.match(/[^，：]+[，：]?/g) ?? [title];
}

/** Whether the answer speaks of invented goods. */
export function isSample(answer: Answer): boolean {
  return answer.enterprise?.is_sample === true;
}

/** The title of a shared answer: the verdict first, as on the page. */
export function sharedProduct(answer: Answer): string | null {
  return answer.record?.product.name ?? answer.enterprise?.name ?? null;
}
