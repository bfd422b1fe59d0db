// Films for Chromium's fake camera: an uncompressed y4m of a QR code held before the camera.
import { writeFileSync } from "node:fs";
import QRCode from "qrcode";

/** What is done to the picture of a code. */
export interface Scene {
  width: number;
  height: number;
  /** Side of the code with its margin, as a share of the picture's height. */
  size?: number;
  /** Degrees, clockwise. */
  turn?: number;
  /** Where the middle of the code is off the middle of the picture, in pixels. */
  dx?: number;
  dy?: number;
  /** Grey of the dark and of the light modules, 0–255. */
  dark?: number;
  light?: number;
  /** Pixels over which edges are smeared. */
  blur?: number;
  /** Most that a pixel's grey is off, 0–255. */
  noise?: number;
  seed?: number;
}

const BACKGROUND = 150;
const MARGIN = 4;

/** The grey picture of a text's QR code in a scene. */
export function picture(text: string, scene: Scene): Uint8Array {
  const { width, height, size = 0.6, turn = 0, dx: right = 0, dy: down = 0, dark = 20, light = 235, blur = 0, noise = 0, seed = 1 } = scene;
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const count = modules.size + 2 * MARGIN;
  const side = size * height;
  const [sin, cos] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  const grey = (x: number, y: number): number => {
    const [dx, dy] = [x - width / 2 - right, y - height / 2 - down];
    const column = Math.floor(((dx * cos + dy * sin) / side + 0.5) * count);
    const row = Math.floor(((dy * cos - dx * sin) / side + 0.5) * count);
    if (column < 0 || row < 0 || column >= count || row >= count) return BACKGROUND;
    const inside = column >= MARGIN && row >= MARGIN && column < count - MARGIN && row < count - MARGIN;
    return inside && modules.get(row - MARGIN, column - MARGIN) ? dark : light;
  };
  let sharp: Float32Array = new Float32Array(width * height);
  // Four looks a pixel, as a lens would mix them.
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      sharp[y * width + x] = (grey(x + 0.25, y + 0.25) + grey(x + 0.75, y + 0.25) + grey(x + 0.25, y + 0.75) + grey(x + 0.75, y + 0.75)) / 4;
    }
  }
  if (blur > 0) sharp = smeared(smeared(sharp, width, height, blur, 1), width, height, blur, width);
  const chance = generator(seed);
  return Uint8Array.from(sharp, (value) => Math.max(0, Math.min(255, Math.round(value + (chance() * 2 - 1) * noise))));
}

/** A moving average along one axis. */
function smeared(from: Float32Array, width: number, height: number, reach: number, step: number): Float32Array {
  const to = new Float32Array(from.length);
  const length = step === 1 ? width : height;
  for (let line = 0; line < from.length / length; line += 1) {
    const start = step === 1 ? line * width : line;
    for (let at = 0; at < length; at += 1) {
      let sum = 0;
      let count = 0;
      for (let near = Math.max(0, at - reach); near <= Math.min(length - 1, at + reach); near += 1) {
        sum += from[start + near * step] ?? 0;
        count += 1;
      }
      to[start + at * step] = sum / count;
    }
  }
  return to;
}

const EAN_LEFT = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];
const EAN_PARITY = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"];

/** The grey picture of an EAN-13. */
export function barcode(digits: string): { width: number; height: number; luma: Uint8Array } {
  const flipped = (bars: string): string => [...bars].map((bar) => (bar === "0" ? "1" : "0")).join("");
  const [first = 0, ...rest] = [...digits].map(Number);
  const left = rest.slice(0, 6).map((digit, at) => {
    const bars = EAN_LEFT[digit] ?? "";
    return EAN_PARITY[first]?.[at] === "G" ? [...flipped(bars)].reverse().join("") : bars;
  });
  const right = rest.slice(6).map((digit) => flipped(EAN_LEFT[digit] ?? ""));
  const bars = `101${left.join("")}01010${right.join("")}101`;
  const [module, quiet, height] = [4, 12, 240];
  const width = (bars.length + 2 * quiet) * module;
  const luma = new Uint8Array(width * height).fill(235);
  for (let at = 0; at < luma.length; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (y >= 40 && y < 200 && bars[Math.floor(x / module) - quiet] === "1") luma[at] = 20;
  }
  return { width, height, luma };
}

/** Numbers from 0 to 1, the same for the same seed. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Writes a film of grey pictures, ten a second. */
export function writeFilm(path: string, width: number, height: number, pictures: Uint8Array[]): void {
  const colour = Buffer.alloc((width / 2) * (height / 2) * 2, 128);
  const frames = pictures.flatMap((luma) => [Buffer.from("FRAME\n"), Buffer.from(luma), colour]);
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`), ...frames]));
}
