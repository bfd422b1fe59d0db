// When the lot was published, how complete it is, and what was corrected since.

import { Text, View } from "@tarojs/components";
import type { TraceRecord } from "@rusu/api";
import { Heading } from "../../components/parts";
import { chinaDay, chinaMinute } from "../../model/moments";
import { useSettings } from "../../platform/settings";
import { say } from "../../words";

type Change = TraceRecord["changes"][number];

/** The last group. */
export function Proof({ record }: { record: TraceRecord }) {
  const { words } = useSettings();
  const { filled, mandatory, mandatory_filled: given } = record.completeness;
  const told = (change: Change): string => {
    const field = record.items.find((item) => item.id === change.field)?.name ?? words.proofOther;
    const date = chinaDay(change.at);
    return change.old === null
      ? say(words.proofAdded, { date, field })
      : say(words.proofChange, { date, field, old: change.old });
  };
  return (
    <View className="group">
      <Heading>{words.groupProof}</Heading>
      <Text className="para">{say(words.proofPublished, { at: chinaMinute(record.lot.published_at) })}</Text>
      <Text className="para">{say(words.proofComplete, { filled, mandatory, given })}</Text>
      <Text className="para">{record.changes.length === 0 ? words.proofUnchanged : words.proofChanged}</Text>
      {[...record.changes].reverse().map((change, at) => (
        <Text key={at} className="para small">
          {told(change)}
        </Text>
      ))}
      <Text className="para small quiet">{words.proofLimits}</Text>
    </View>
  );
}
