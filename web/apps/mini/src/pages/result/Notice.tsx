// A recall's notice over this lot.

import { View } from "@tarojs/components";
import type { Recall } from "@rusu/api";
import { Heading, Phone, Row } from "../../components/parts";
import { chinaMinute } from "../../model/moments";
import { useSettings } from "../../platform/settings";

/** Level, lots, why, what to do, whom to call. */
export function Notice({ recall }: { recall: Recall }) {
  const { words } = useSettings();
  return (
    <View className="group is-stop">
      <Heading>{words.noticeHeading}</Heading>
      <Row name={words.noticeLevel} value={recall.level_text} />
      <Row name={words.noticeAnnounced} value={chinaMinute(recall.announced_at)} />
      <Row name={words.noticeLots} value={recall.lots.join(words.listSeparator)} />
      {recall.reason ? <Row name={words.noticeReason} value={recall.reason} /> : null}
      {recall.instructions ? <Row name={words.noticeInstructions} value={recall.instructions} /> : null}
      {recall.contact_phone ? <Phone number={recall.contact_phone} /> : null}
    </View>
  );
}
