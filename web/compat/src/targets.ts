/**
 * The oldest browsers that must show a working page, by the names of MDN's compatibility data.
 * In-app browsers of old phones (WeChat, QQ, UC, Baidu on Android) carry a Chromium of their own, so
 * Chromium's version decides for them; on an iPhone every browser is Safari inside.
 */
export const TARGETS = [
  { browser: "chrome", name: "Chromium", version: "60" },
  { browser: "safari_ios", name: "Safari on iOS", version: "11" },
] as const;

/** The same for tools that ask Browserslist. */
export const BROWSERSLIST = ["chrome 60", "and_chr 60", "ios_saf 11.0-11.2"];

/** The edition of ECMAScript that both can read. */
export const ECMA_VERSION = 2017;

/** What an old browser may pass over: the page only loses polish. Each says what is left without it. */
export const MAY_BE_MISSING = {
  properties: {
    "color-scheme": "scroll bars and fields keep the light look of the system",
    "text-wrap": "a heading breaks where it happens to",
    "text-wrap-style": "a heading breaks where it happens to",
    "text-underline-offset": "the underline sits closer to the words",
    "text-decoration-thickness": "the underline is as thick as the browser likes",
    "accent-color": "boxes to tick have the browser's colour",
    "scroll-margin-top": "a jump ends at the very edge of the window",
    "scroll-behavior": "a jump does not glide",
    "overscroll-behavior": "scrolling past the end of a list moves the page",
    "print-color-adjust": "backgrounds are not printed",
    "forced-color-adjust": "the colours are those of the system",
    cursor: "a phone has no pointer",
    resize: "a field keeps its size",
    size: "a print has the printer's own paper",
    "content-visibility": "everything is laid out at once",
    "contain-intrinsic-size": "everything is laid out at once",
  },
  selectors: {
    "focus-visible": "the frame shows on every focus, also after a tap",
  },
  atRules: {
    page: "a print has the printer's own margins",
  },
  media: {
    "prefers-color-scheme": "the page is light",
    "prefers-reduced-motion": "the page moves as for everyone",
    "prefers-contrast": "the contrast is the usual one",
    "forced-colors": "the colours are those of the system",
    scripting: "as with scripts",
  },
} as const satisfies Record<string, Record<string, string>>;

/** What a script asks for before it uses it, or what only looks like something later. Each says what stands in. */
export const ASKED_FOR_FIRST: Record<string, Record<string, string>> = {
  "scan.js": {
    BarcodeDetector: "the decoder in the worker",
    "navigator.vibrate": "nothing: the answer opens all the same",
    createImageBitmap: "an image element",
  },
  "scan-worker.js": {
    "Object.hasOwn": "brought along in the first line of the worker",
    FinalizationRegistry: "the decoder frees what it holds by itself",
    "Growable SharedArrayBuffer": "nothing needed: it is the `grow` of WebAssembly.Memory, which came with it",
  },
};

/** Names that the data files under a newer one, with the first version of each target that has them. */
export const OLD_NAMES: Record<string, { chrome: string; safari_ios: string }> = {
  "grid-gap": { chrome: "57", safari_ios: "10.3" },
  "grid-row-gap": { chrome: "57", safari_ios: "10.3" },
  "grid-column-gap": { chrome: "57", safari_ios: "10.3" },
  "word-wrap": { chrome: "1", safari_ios: "1" },
};

/** A plain declaration that stands in for a newer one of another name. */
export const STANDS_IN: Record<string, readonly string[]> = {
  gap: ["grid-gap"],
  "row-gap": ["grid-row-gap", "grid-gap"],
  "column-gap": ["grid-column-gap", "grid-gap", "-webkit-column-gap"],
  "overflow-wrap": ["word-wrap"],
  "break-inside": ["page-break-inside"],
  "break-before": ["page-break-before"],
  "break-after": ["page-break-after"],
  inset: ["top", "right", "bottom", "left"],
  "inset-inline-start": ["left"],
  "inset-inline-end": ["right"],
  "margin-inline": ["margin-left", "margin-right", "margin"],
  "margin-inline-start": ["margin-left", "margin"],
  "margin-inline-end": ["margin-right", "margin"],
  "margin-block": ["margin-top", "margin-bottom", "margin"],
  "padding-inline": ["padding-left", "padding-right", "padding"],
  "padding-inline-start": ["padding-left", "padding"],
  "padding-inline-end": ["padding-right", "padding"],
  "padding-block": ["padding-top", "padding-bottom", "padding"],
  "inline-size": ["width"],
  "block-size": ["height"],
  "max-inline-size": ["max-width"],
};
