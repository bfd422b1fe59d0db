// Decodes pictures beside the page: nothing leaves this phone, and the page does not stutter.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import { type Answer, isUnfetched, type Order } from "./orders";

const options: ReaderOptions = {
  formats: ["QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "EAN13", "EAN8", "UPCA"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 4,
};

function answer(reply: Answer): void {
  self.postMessage(reply);
}

const isSquare = (format: string): boolean => format.indexOf("QR") >= 0 || format === "DataMatrix";

self.onmessage = (event: MessageEvent<Order>): void => {
  const order = event.data;
  if (order.kind === "prepare") {
    const ready = prepareZXingModule({ overrides: { locateFile: () => order.wasm }, fireImmediately: true });
    ready.then(() => answer({ kind: "ready" }), (failure: unknown) => answer({ kind: isUnfetched(failure) ? "lost" : "unfit" }));
    return;
  }
  const { id, image } = order;
  readBarcodes(image, options).then(
    (found) => answer({ kind: "seen", id, seen: found.filter((one) => one.isValid).map((one) => ({ text: one.text, square: isSquare(String(one.format)) })) }),
    // A picture without a code is no failure: here the decoder itself broke, and would again with the next picture.
    () => answer({ kind: "lost" }),
  );
};
