// The part of the public API that the baseline shows.
export interface Document {
  title: string;
  url: string;
  bytes: number;
}

export interface Item {
  no: number;
  id: string;
  name: string;
  value: string | null;
  group: string;
  rows: string[][];
  documents: Document[];
}

export interface Answer {
  verdict: { code: string; tone: string; title: string; detail: string; next: string; hint: string | null };
  scans: { text: string; first_at: string | null } | null;
  record: {
    items: Item[];
    timeline: { date: string; title: string; place: string | null }[];
  } | null;
}

export interface Enterprise {
  id: number;
  name: string;
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return (await response.json()) as T;
}

export async function resolve(text: string, enterprise: string | null): Promise<Answer> {
  const response = await fetch("/api/v1/resolve", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(enterprise === null ? { text } : { text, enterprise }),
  });
  return read<Answer>(response);
}

export async function enterprises(): Promise<Enterprise[]> {
  const body = await read<{ enterprises: Enterprise[] }>(await fetch("/api/v1/enterprises"));
  return body.enterprises;
}
