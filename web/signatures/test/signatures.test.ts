// Requests signed by libraries that are not ours, against the real platform: what docs/signatures.md says is enough.

import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

import { httpbis } from "http-message-signatures";
import type { Request, SigningKey } from "http-message-signatures";
import { sm2 } from "sm-crypto-v2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { Server } from "../../apps/mini/test/server";

const RULE =
  "rule_ref,carrier,asked,length_min,length_max,alphabet,check,example\nPALLET,pallet,no,21,21,digits,none,880000000000000000017\n";
const PARAMETERS = ["created", "nonce", "keyid", "alg"];

/** A key made by a library, and how it is registered. */
interface Holder {
  algorithm: string;
  publicKey: string;
  sign: (data: Buffer) => Promise<Buffer>;
}

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.stop());

function ed25519(): Holder {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    algorithm: "ed25519",
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign: async (data) => sign(null, data, privateKey),
  };
}

function sm2Sm3(): Holder {
  const pair = sm2.generateKeyPairHex();
  return {
    algorithm: "sm2-sm3",
    publicKey: Buffer.from(pair.publicKey, "hex").toString("base64"),
    sign: async (data) =>
      Buffer.from(sm2.doSignature(data, pair.privateKey, { hash: true, userId: "1234567812345678" }), "hex"),
  };
}

/** Registers a key with the maker's bearer key, and gives what the library signs with. */
async function registered(holder: Holder): Promise<SigningKey> {
  const response = await fetch(`${server.url}/api/v1/signing-keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.makersKey()}`, "content-type": "application/json" },
    body: JSON.stringify({ algorithm: holder.algorithm, public_key: holder.publicKey, label: "library" }),
  });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  return { id, alg: holder.algorithm, sign: holder.sign };
}

async function signed(key: SigningKey, method: string, path: string, body?: string): Promise<Request> {
  const headers: Record<string, string> = {};
  const fields = ["@method", "@target-uri"];
  if (body !== undefined) {
    headers["content-type"] = "text/csv";
    headers["content-digest"] = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
    fields.push("content-digest", "content-type");
  }
  const request: Request = { method, url: `${server.url}${path}`, headers };
  const paramValues = { nonce: randomBytes(16).toString("base64") };
  return httpbis.signMessage({ key, fields, params: PARAMETERS, paramValues }, request);
}

async function send(request: Request, body?: string): Promise<{ status: number; json: Record<string, unknown> }> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string]);
  const response = await fetch(request.url, { method: request.method, headers, body: body ?? null });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

async function finished(key: SigningKey, id: string): Promise<Record<string, unknown>> {
  for (let turn = 0; turn < 300; turn += 1) {
    const { status, json } = await send(await signed(key, "GET", `/api/v1/submissions/${id}`));
    expect(status).toBe(200);
    if (json.is_final === true) return json;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`submission ${id} did not end`);
}

const path = (name: string): string => `/api/v1/submissions?file_name=code_rules.csv&note=${name}`;

test.each([
  ["Ed25519 of Node.js", ed25519],
  ["SM2 of sm-crypto-v2", sm2Sm3],
])("a delivery signed by http-message-signatures with %s is taken and published", async (_, make) => {
  const key = await registered(make());
  const taken = await send(await signed(key, "POST", path("a"), RULE), RULE);
  expect(taken).toMatchObject({ status: 202 });
  expect(await finished(key, String(taken.json.id))).toMatchObject({ state: "published" });
});

test.each([
  ["Ed25519", ed25519],
  ["SM2", sm2Sm3],
])("what is replayed or changed after signing with %s is refused", async (_, make) => {
  const key = await registered(make());
  const request = await signed(key, "POST", path("b"), RULE);
  expect(await send(request, `${RULE}\n`)).toMatchObject({ status: 400, json: { code: "digest_mismatch" } });
  expect(await send(request, RULE)).toMatchObject({ status: 401, json: { code: "signature_nonce_used" } });
  const moved = { ...request, url: `${server.url}${path("c")}` };
  expect(await send(moved, RULE)).toMatchObject({ status: 401, json: { code: "signature_wrong" } });
});
