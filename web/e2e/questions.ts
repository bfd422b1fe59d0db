/** One entry of `samples.json`, which the platform writes at its start. */
export interface Sample {
  text: string;
  enterprise: string | number | null;
  code: string | null;
  verdict: string;
}

/** The page that answers a sample, as the form on the home page would ask for it. */
export function question(one: Sample, prefix = ""): string {
  const query = new URLSearchParams();
  if (one.enterprise !== null) query.set("enterprise", String(one.enterprise));
  query.set("code", one.text);
  return `${prefix}/query?${query}`;
}
