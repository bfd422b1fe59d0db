// Two ways to read a picture: the browser's own, or WebAssembly in a worker.
import type { Answer, Order } from "./orders";
import type { Seen } from "./words";

/** Reads pictures. */
export interface Decoder {
  /** Rejects if the decoder broke; a picture without a code is an empty answer. */
  look(image: ImageData): Promise<Seen[]>;
}

/** This browser has no decoder and cannot run ours. */
export class Unfit extends Error {}

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

/** The decoder in a worker. */
function inWorker(workerAddress: string, wasm: string): Promise<Decoder> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerAddress);
    const waiting = new Map<number, { seen: (seen: Seen[]) => void; lost: (why: Error) => void }>();
    let last = 0;
    const tell = (order: Order, moved: Transferable[] = []): void => worker.postMessage(order, moved);
    const end = (why: Error): void => {
      worker.terminate();
      reject(why);
      waiting.forEach((one) => one.lost(why));
      waiting.clear();
    };
    const look = (image: ImageData): Promise<Seen[]> => new Promise((seen, lost) => {
      last += 1;
      waiting.set(last, { seen, lost });
      tell({ kind: "look", id: last, image }, [image.data.buffer]);
    });
    // Without a message the script did not arrive; with one this browser cannot run it.
    worker.onerror = (event) => end(event.message ? new Unfit() : new Error("worker"));
    worker.onmessage = (event: MessageEvent<Answer>) => {
      const answer = event.data;
      if (answer.kind === "unfit") end(new Unfit());
      if (answer.kind === "lost") end(new Error("decoder"));
      if (answer.kind === "ready") resolve({ look });
      if (answer.kind === "seen") {
        waiting.get(answer.id)?.seen(answer.seen);
        waiting.delete(answer.id);
      }
    };
    tell({ kind: "prepare", wasm: new URL(wasm, location.href).href });
  });
}

/** The best decoder of this browser; rejects with [`Unfit`] if there is none, else if it did not arrive. */
export async function decoder(workerAddress: string, wasm: string): Promise<Decoder> {
  const own = await native();
  if (!own) return inWorker(workerAddress, wasm);
  // Some browsers name formats that they have no service for, and only fail at the first picture.
  let ours: Promise<Decoder> | undefined;
  return {
    look: (image) => {
      if (ours) return ours.then((reader) => reader.look(image));
      return own.look(image).catch(() => {
        ours = inWorker(workerAddress, wasm);
        return ours.then((reader) => reader.look(image));
      });
    },
  };
}
