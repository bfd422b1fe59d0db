// What this is, and what it does not do.

import { Text, View } from "@tarojs/components";
import { Heading } from "../../components/parts";
import { Screen } from "../../components/Screen";
import { VERSION } from "../../platform/host";
import { useSettings } from "../../platform/settings";
import { say } from "../../words";
import type { Words } from "../../words";

const PARTS: readonly { title: keyof Words; text: keyof Words }[] = [
  { title: "aboutWhatTitle", text: "aboutWhat" },
  { title: "aboutRightTitle", text: "aboutRight" },
  { title: "aboutAccountTitle", text: "aboutAccount" },
  { title: "aboutCountTitle", text: "aboutCount" },
  { title: "aboutCameraTitle", text: "aboutCamera" },
  { title: "aboutPhoneTitle", text: "aboutPhone" },
  { title: "aboutStorageTitle", text: "aboutStorage" },
  { title: "aboutFilesTitle", text: "aboutFiles" },
];

export default function About() {
  const { words } = useSettings();
  return (
    <Screen title={words.aboutTitle}>
      <Heading level={1}>{words.aboutTitle}</Heading>
      {PARTS.map(({ title, text }) => (
        <View key={title} className="group">
          <Heading>{words[title]}</Heading>
          <Text className="para">{words[text]}</Text>
        </View>
      ))}
      <Text className="para small quiet">{say(words.aboutVersion, { version: VERSION })}</Text>
    </Screen>
  );
}
