// What every page has: the choices of text size and language above, and the text size that is in force.

import { useEffect } from "react";
import type { ReactNode } from "react";
import { Text, View } from "@tarojs/components";
import Taro, { useDidShow } from "@tarojs/taro";
import { aria } from "../platform/aria";
import { chooseLang, chooseLarge, refreshSettings, useSettings } from "../platform/settings";

const STACKED_FROM_PX = 20;

/** The frame of a page. */
export function Screen({ title, children }: { title: string; children: ReactNode }) {
  const { settings, words } = useSettings();
  useDidShow(refreshSettings);
  useEffect(() => {
    Taro.setNavigationBarTitle({ title });
  }, [title]);
  // Beyond this size two columns no longer hold a date.
  const isStacked = settings.fontSizePx >= STACKED_FROM_PX;
  return (
    <View className={isStacked ? "screen stacked" : "screen"} style={{ fontSize: `${settings.fontSizePx}px` }}>
      <View className="tools">
        <View className="tool" {...aria("button")} onClick={() => chooseLarge(!settings.isLarge)}>
          <Text>{settings.isLarge ? words.textNormal : words.textLarge}</Text>
        </View>
        <View className="tool" {...aria("button")} onClick={() => chooseLang(settings.lang === "zh" ? "en" : "zh")}>
          <Text>{words.otherLanguage}</Text>
        </View>
      </View>
      {children}
    </View>
  );
}
