// The platform below: WeChat or Douyin. The one place that asks which.

import Taro from "@tarojs/taro";
import { createApi } from "@rusu/api";
import type { TraceDocument, Transport } from "@rusu/api";
import { TIMEOUT_MS } from "../model/asking";
import type { After } from "../model/asking";
import { Door, ownChannel } from "../model/channel";
import type { Host } from "../model/channel";
import { dialled } from "../model/record";
import { readScan, readScanFailure } from "../model/scan";
import type { Scanned } from "../model/scan";
import type { Phone, Shelf } from "../model/settings";

/** Where the platform is. */
export const SERVER = process.env.TARO_APP_SERVER;
/** Which version of the program this is. */
export const VERSION = process.env.TARO_APP_VERSION;

const host: Host = process.env.TARO_ENV === "tt" ? "tt" : "weapp";

/** Through which door the person came. */
export const door = new Door(ownChannel(host));

const request: Transport = async ({ method, url, headers, body }) => {
  // Anything but `json` leaves the parsing to the client, which knows a page from an answer.
  const dataType = "text";
  const response = await Taro.request({ url, method, header: headers, data: body, dataType, timeout: TIMEOUT_MS });
  const data: unknown = response.data;
  return { status: response.statusCode, text: typeof data === "string" ? data : JSON.stringify(data) };
};

/** The public API. */
export const api = createApi({ baseUrl: SERVER, request });

/** The platforms' timers. */
export const after: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Whether the phone has a network. Where it cannot say, it has. */
export async function isOnline(): Promise<boolean> {
  try {
    return (await Taro.getNetworkType()).networkType !== "none";
  } catch {
    return true;
  }
}

/** What is kept on the phone. A full or forbidden storage costs the remembering and nothing else. */
export const shelf: Shelf = {
  read: (key) => {
    try {
      return Taro.getStorageSync(key) as unknown;
    } catch {
      return "";
    }
  },
  write: (key, value) => {
    try {
      Taro.setStorageSync(key, value);
    } catch {
      // The choice holds until the program closes.
    }
  },
};

/** What the phone says about language and text size. */
export function phone(): Phone {
  try {
    const base: Phone = typeof Taro.getAppBaseInfo === "function" ? Taro.getAppBaseInfo() : {};
    if (base.fontSizeScaleFactor !== undefined && base.language !== undefined) return base;
    const { language, fontSizeSetting, platform } = Taro.getSystemInfoSync();
    return { language, fontSizeSetting, platform, ...base };
  } catch {
    return {};
  }
}

/** Opens the platform's own scanner: camera or a photo. Frames never reach this program. */
export async function scan(): Promise<Scanned> {
  try {
    return readScan(await Taro.scanCode({ onlyFromCamera: false, scanType: ["qrCode", "barCode", "datamatrix"] }));
  } catch (thrown) {
    return readScanFailure(thrown);
  }
}

/** Opens the permissions of this program. */
export async function openSettings(): Promise<void> {
  await quietly(Taro.openSetting());
}

/** Offers to call. */
export async function call(number: string): Promise<void> {
  await quietly(Taro.makePhoneCall({ phoneNumber: dialled(number) }));
}

/** Puts a text where it can be pasted. */
export async function copy(text: string): Promise<void> {
  await quietly(Taro.setClipboardData({ data: text }));
}

/** Shows a certificate or report. */
export async function openDocument(document: TraceDocument, opening: string, failed: string): Promise<void> {
  if (document.media.startsWith("image/")) {
    await quietly(Taro.previewImage({ urls: [document.url], current: document.url }));
    return;
  }
  Taro.showLoading({ title: opening });
  try {
    const file = await Taro.downloadFile({ url: document.url, timeout: 2 * TIMEOUT_MS });
    if (file.statusCode !== 200) throw new Error(`status ${file.statusCode}`);
    await Taro.openDocument({ filePath: file.tempFilePath, fileType: "pdf", showMenu: true });
    Taro.hideLoading();
  } catch {
    Taro.hideLoading();
    Taro.showToast({ title: failed, icon: "none" });
  }
}

/** A cancelled dialogue is no error. */
async function quietly(promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch {
    // The person chose otherwise.
  }
}
