// Which lots should not be eaten.

import { useEffect } from "react";
import { Text, View } from "@tarojs/components";
import { useShareAppMessage } from "@tarojs/taro";
import type { PublicRecall } from "@rusu/api";
import { More } from "../../components/More";
import { Heading, Icon, Phone, Row } from "../../components/parts";
import { Screen } from "../../components/Screen";
import { chinaDay, chinaMinute } from "../../model/moments";
import { useList } from "../../platform/asked";
import { api } from "../../platform/host";
import { useSettings } from "../../platform/settings";
import { say } from "../../words";

export default function Recalls() {
  const { settings, words } = useSettings();
  const lang = settings.lang;
  const list = useList<PublicRecall>(async (page) => {
    const { recalls, more } = await api.recalls({ page, lang });
    return { rows: recalls, more };
  });
  useEffect(() => list.load(1), [lang]);
  useShareAppMessage(() => ({ title: words.recallsTitle, path: "/pages/recalls/index" }));

  const isNone = list.phase.state === "done" && list.listing.rows.length === 0;
  return (
    <Screen title={words.recallsTitle}>
      <Heading level={1}>{words.recallsTitle}</Heading>
      <Text className="para quiet">{isNone ? words.recallsNone : words.recallsLead}</Text>
      {list.listing.rows.map((recall) => (
        <RecallCard key={recall.id} recall={recall} />
      ))}
      <More list={list} />
    </Screen>
  );
}

function RecallCard({ recall }: { recall: PublicRecall }) {
  const { words } = useSettings();
  const isOver = recall.ended_at !== null;
  return (
    <View className="card">
      <View className={isOver ? "conclusion is-calm" : "conclusion is-stop"}>
        <Icon name={isOver ? "calm" : "stop"} />
        <Text className="strong grow">{recall.level_name}</Text>
        {recall.ended_at !== null ? (
          <Text className="small">{say(words.recallEnded, { date: chinaDay(recall.ended_at) })}</Text>
        ) : null}
      </View>
      <Text className="strong">{recall.enterprise.name}</Text>
      <Row name={words.noticeAnnounced} value={chinaMinute(recall.announced_at)} />
      <Row name={words.noticeLots} value={recall.lots.join(words.listSeparator)} />
      {recall.reason ? <Row name={words.noticeReason} value={recall.reason} /> : null}
      {recall.instructions ? <Row name={words.noticeInstructions} value={recall.instructions} /> : null}
      {recall.contact_phone ? <Phone number={recall.contact_phone} /> : null}
    </View>
  );
}
