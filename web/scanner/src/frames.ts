// Which part of a picture is looked at, and how large.

/** A part of a picture, and the size to draw it at. */
export interface View {
  x: number;
  y: number;
  width: number;
  height: number;
  drawWidth: number;
  drawHeight: number;
}

/** Longest side of a whole frame: enough for a code that fills a fifth of it, and a third of the work of 1280. */
const WHOLE_MAX = 800;
/** Longest side of the crop, which stays at the camera's own resolution. */
const CROP_MAX = 640;
/** Longest sides at which a photo is tried: small codes need the first, blurred ones the last. */
export const PHOTO_SIDES: readonly number[] = [1600, 1000, 600];

/** The view of a frame: in turn the whole of it, and its middle as sharp as the camera sees it. */
export function viewOf(turn: number, width: number, height: number): View {
  if (turn % 2 === 0) return scaled(0, 0, width, height, WHOLE_MAX);
  const side = Math.round(Math.min(width, height) * 0.7);
  return scaled(Math.round((width - side) / 2), Math.round((height - side) / 2), side, side, CROP_MAX);
}

/** A whole photo at most `longest` on a side. */
export function photoView(width: number, height: number, longest: number): View {
  return scaled(0, 0, width, height, longest);
}

function scaled(x: number, y: number, width: number, height: number, longest: number): View {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  const drawn = (side: number): number => Math.max(1, Math.round(side * scale));
  return { x, y, width, height, drawWidth: drawn(width), drawHeight: drawn(height) };
}
