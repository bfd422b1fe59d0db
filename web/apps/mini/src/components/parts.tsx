// Small parts of pages.

import type { ReactNode } from "react";
import { Button, Text, View } from "@tarojs/components";
import { aria, DECORATION } from "../platform/aria";
import { call } from "../platform/host";
import { useSettings } from "../platform/settings";
import { say } from "../words";

/** The drawings; each is a mask that takes the text's colour. */
export type IconName = "good" | "care" | "stop" | "calm" | "scan" | "doc" | "can" | "go";

/** A drawing that says nothing that words do not say too. */
export function Icon({ name }: { name: IconName }) {
  return <View className={`icon icon-${name}`} {...DECORATION} />;
}

/** A button. One filled button a page. */
export function Action(props: { words: string; isMain?: boolean; isWhole?: boolean; onPress: () => void }) {
  const className = ["button", props.isMain ? "main" : "", props.isWhole ? "nowrap" : ""].join(" ").trim();
  return (
    <Button className={className} hoverClass="pressed" onClick={props.onPress}>
      {props.words}
    </Button>
  );
}

/** A telephone number to press. */
export function Phone({ number, isMain }: { number: string; isMain?: boolean }) {
  const { words } = useSettings();
  return (
    <Action words={say(words.call, { phone: number })} isMain={isMain} isWhole onPress={() => void call(number)} />
  );
}

/** A heading; screen readers jump between them. */
export function Heading({ children, level = 2 }: { children: ReactNode; level?: 1 | 2 | 3 }) {
  return (
    <View className={`h${level}`} {...aria("heading")}>
      {children}
    </View>
  );
}

/** A name and its value. */
export function Row({ name, value, children }: { name: string; value?: string | null; children?: ReactNode }) {
  return (
    <View className="row">
      <Text className="name">{name}</Text>
      <View className="value">
        {value ? (
          <Text userSelect className="words">
            {value}
          </Text>
        ) : null}
        {children}
      </View>
    </View>
  );
}
