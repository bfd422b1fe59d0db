// How to use it.

import { Text, View } from "@tarojs/components";
import { Heading, Icon } from "../../components/parts";
import type { IconName } from "../../components/parts";
import { Screen } from "../../components/Screen";
import { Where } from "../../components/Where";
import { useSettings } from "../../platform/settings";
import type { Words } from "../../words";

const TONES: readonly { tone: IconName; words: keyof Words }[] = [
  { tone: "good", words: "howGood" },
  { tone: "care", words: "howCare" },
  { tone: "stop", words: "howStop" },
  { tone: "calm", words: "howCalm" },
];

export default function HowToUse() {
  const { words } = useSettings();
  return (
    <Screen title={words.howTitle}>
      <Heading level={1}>{words.howTitle}</Heading>
      <View className="group">
        <Heading>{words.howFindTitle}</Heading>
        <Text className="para">{words.howFind}</Text>
        <Where />
      </View>
      <Part title={words.howScanTitle} text={words.howScan} />
      <Part title={words.howCompareTitle} text={words.howCompare} />
      <View className="group">
        <Heading>{words.howAnswersTitle}</Heading>
        {TONES.map(({ tone, words: key }) => (
          <View key={tone} className={`note is-${tone}`}>
            <Icon name={tone} />
            <Text className="para">{words[key]}</Text>
          </View>
        ))}
      </View>
      <Part title={words.howScansTitle} text={words.howScans} />
      <Part title={words.howLargeTitle} text={words.howLarge} />
    </Screen>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <View className="group">
      <Heading>{title}</Heading>
      <Text className="para">{text}</Text>
    </View>
  );
}
