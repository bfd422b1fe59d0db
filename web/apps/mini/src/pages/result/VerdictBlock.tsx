// The verdict: the one thing that a tired parent must read.

import { Text, View } from "@tarojs/components";
import type { Answer } from "@rusu/api";
import { Heading, Icon, Phone } from "../../components/parts";
import type { IconName } from "../../components/parts";
import { isSample, phoneOf, phrases } from "../../model/record";
import { aria } from "../../platform/aria";
import { useSettings } from "../../platform/settings";
import { say } from "../../words";

const ICONS: Record<string, IconName> = { good: "good", care: "care", stop: "stop", calm: "calm" };

/** Icon, sentence, why, and what to do; then how often it was asked. */
export function VerdictBlock({ answer }: { answer: Answer }) {
  const { words } = useSettings();
  const { verdict } = answer;
  const tone = ICONS[verdict.tone] ?? "calm";
  const phone = phoneOf(answer);
  return (
    <View>
      {isSample(answer) ? <Text className="sample">{words.sampleData}</Text> : null}
      <View className={`verdict is-${tone} says-${verdict.code}`} {...aria("alert")}>
        <Icon name={tone} />
        <Heading level={1}>
          <Text>
            {phrases(verdict.title).map((phrase) => (
              <Text key={phrase} className="whole">
                {phrase}
              </Text>
            ))}
          </Text>
        </Heading>
        {verdict.hint ? <Text className="para strong">{verdict.hint}</Text> : null}
        <Text className="para">{verdict.detail}</Text>
        <Text className="para strong">{verdict.next}</Text>
        {phone !== null ? (
          <View className="actions">
            <Phone number={phone} isMain />
          </View>
        ) : null}
      </View>
      <Scans answer={answer} />
    </View>
  );
}

function Scans({ answer }: { answer: Answer }) {
  const { words } = useSettings();
  const scans = answer.scans;
  if (!scans) return null;
  const line = scans.first_at
    ? say(words.scansSince, { bucket: scans.text, first: scans.first_at })
    : say(words.scans, { bucket: scans.text });
  return <Text className="scans">{line}</Text>;
}
