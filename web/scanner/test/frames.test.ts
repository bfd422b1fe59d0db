import { expect, test } from "vitest";
import { photoView, viewOf } from "../src/frames";

test("whole frames and middles take turns", () => {
  expect(viewOf(0, 1280, 720)).toEqual({ x: 0, y: 0, width: 1280, height: 720, drawWidth: 800, drawHeight: 450 });
  expect(viewOf(1, 1280, 720)).toEqual({ x: 388, y: 108, width: 504, height: 504, drawWidth: 504, drawHeight: 504 });
  expect(viewOf(2, 1280, 720)).toEqual(viewOf(0, 1280, 720));
});

test("a small picture is never made larger", () => {
  expect(viewOf(0, 640, 480)).toMatchObject({ drawWidth: 640, drawHeight: 480 });
  expect(photoView(300, 200, 1600)).toMatchObject({ drawWidth: 300, drawHeight: 200 });
});

test("a very long photo keeps at least a pixel", () => {
  expect(photoView(10_000, 1, 600)).toMatchObject({ drawWidth: 600, drawHeight: 1 });
});
