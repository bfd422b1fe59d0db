// Two ways to read a picture: the browser's own, or WebAssembly in a worker.
import type { Answer, Order } from "./orders";
import type { Seen } from "./words";

/** Reads pictures. */
export interface Decoder {
  look(image: ImageData): Promise<Seen[]>;
}

interface NativeDetector {
  detect(image: ImageData): Promise<{ rawValue: string; format: string }[]>;
}

interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own decoder, if it can read QR codes: some in-app browsers have one that reads nothing. */
async function native(): Promise<Decoder | undefined> {
  const found = (window as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  if (!found) return undefined;
  try {
    const supported = await found.getSupportedFormats();
    if (supported.indexOf("qr_code") < 0) return undefined;
    const formats = ["qr_code", "data_matrix", "ean_13"].filter((format) => supported.indexOf(format) >= 0);
    const detector = new found({ formats });
    return {
      look: async (image) => (await detector.detect(image)).map((one) => ({ text: one.rawValue, square: one.format !== "ean_13" })),
    };
  } catch {
    return undefined;
  }
}

/** The decoder in a worker; rejects where the browser cannot run it. */
function inWorker(workerAddress: string, wasm: string): Promise<Decoder> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerAddress);
    const waiting = new Map<number, (seen: Seen[]) => void>();
    let last = 0;
    const tell = (order: Order, moved: Transferable[] = []): void => worker.postMessage(order, moved);
    worker.onerror = () => reject(new Error("worker"));
    worker.onmessage = (event: MessageEvent<Answer>) => {
      const answer = event.data;
      if (answer.kind === "unfit") reject(new Error("wasm"));
      if (answer.kind === "ready") {
        resolve({
          look: (image) => new Promise((seen) => {
            last += 1;
            waiting.set(last, seen);
            tell({ kind: "look", id: last, image }, [image.data.buffer]);
          }),
        });
      }
      if (answer.kind === "seen") {
        const done = waiting.get(answer.id);
        waiting.delete(answer.id);
        if (done) done(answer.seen);
      }
    };
    tell({ kind: "prepare", wasm: new URL(wasm, location.href).href });
  });
}

/** The best decoder of this browser; rejects if there is none. */
export async function decoder(workerAddress: string, wasm: string): Promise<Decoder> {
  const own = await native();
  return own ?? inWorker(workerAddress, wasm);
}
