// What stands where an answer is to be: that it is loading, that it is slow, or why there is none.

import { Text, View } from "@tarojs/components";
import type { Phase } from "../model/asking";
import { failureWords } from "../model/failure";
import { aria } from "../platform/aria";
import { useSettings } from "../platform/settings";
import { Action, Heading, Icon } from "./parts";

/** The phases before and instead of an answer. */
export function Waiting({ phase, onRetry }: { phase: Phase<unknown>; onRetry: () => void }) {
  const { words } = useSettings();
  switch (phase.state) {
    case "quiet":
    case "done":
      return null;
    case "loading":
    case "slow":
      return (
        <View className="waiting" {...aria("alert")}>
          <View className="dots" />
          <Text>{phase.state === "slow" ? words.slow : words.loading}</Text>
        </View>
      );
    case "failed": {
      const { title, text } = failureWords(phase.failure, words);
      return (
        <View className="verdict is-calm" {...aria("alert")}>
          <Icon name="calm" />
          <Heading level={1}>{title}</Heading>
          <Text className="para">{text}</Text>
          <View className="actions">
            <Action words={words.retry} isMain onPress={onRetry} />
          </View>
        </View>
      );
    }
  }
}
