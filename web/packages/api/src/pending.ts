// Types of endpoints that docs/openapi.json does not hold yet. They go away with the first snapshot
// that holds them.

export interface EnterpriseReference {
  id: number;
  name: string;
}

export interface SamplingFailure {
  parameter: string;
  found: string;
  limit: string;
}

export interface SamplingResult {
  id: number | string;
  scope: string;
  scope_name: string;
  authority: string;
  notice: string;
  notice_url: string | null;
  published_on: string;
  sample_number: string | null;
  product_name: string;
  brand: string | null;
  manufacturer: string;
  enterprise: EnterpriseReference | null;
  specification: string | null;
  lot_number: string | null;
  production_date: string | null;
  sampled_at: string | null;
  conclusion: "pass" | "fail";
  conclusion_name: string;
  failures: SamplingFailure[];
}

export interface SamplingResults {
  results: SamplingResult[];
  page: number;
  more: boolean;
}

export interface PublicRecall {
  id: number;
  enterprise: EnterpriseReference;
  level: string;
  level_name: string;
  lots: string[];
  reason: string;
  instructions: string;
  contact_phone: string;
  announced_at: string;
  ended_at: string | null;
}

export interface PublicRecalls {
  recalls: PublicRecall[];
  page: number;
  more: boolean;
}
