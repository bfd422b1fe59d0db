import "./platform/aria";
import type { ReactNode } from "react";
import { useDidShow, useLaunch } from "@tarojs/taro";
import type { Opened } from "./model/entry";
import { door } from "./platform/host";
import { refreshSettings } from "./platform/settings";
import "./app.css";

// Only WeChat documents a dark scheme for the bars around a page.
if (process.env.TARO_ENV === "weapp") require("./dark.css");

/** The application: it remembers the door, and follows the phone's text size when it comes back. */
export default function App({ children }: { children?: ReactNode }) {
  useLaunch((options) => door.enter(options as Opened));
  useDidShow((options) => {
    door.enter((options ?? {}) as Opened);
    refreshSettings();
  });
  return children;
}
