// An answer without a record: what was typed, what is nearest, and the ways on.

import { Text, View } from "@tarojs/components";
import Taro from "@tarojs/taro";
import type { Answer } from "@rusu/api";
import { Action, Heading, Icon, Row } from "../../components/parts";
import { Where } from "../../components/Where";
import { resultPath } from "../../model/entry";
import { grouped } from "../../model/record";
import { aria } from "../../platform/aria";
import { useSettings } from "../../platform/settings";
import { say } from "../../words";

/** The ways on from a verdict without a record. */
export function Unfound({ answer }: { answer: Answer }) {
  const { words } = useSettings();
  const { archived, asked, candidates, enterprise, verdict } = answer;
  const askBy = (id: number): void =>
    void Taro.navigateTo({ url: resultPath(answer.question, String(id)) });
  return (
    <View>
      {archived ? (
        <View className="group">
          <Row name={words.productionDate} value={archived.production_date} />
          <Row name={words.expiry} value={archived.expiry_date} />
        </View>
      ) : null}
      {verdict.code === "other_enterprise" && enterprise ? (
        <Action
          words={say(words.askOther, { enterprise: enterprise.name })}
          isMain
          onPress={() => askBy(enterprise.id)}
        />
      ) : null}
      {candidates.length > 0 ? (
        <View className="group">
          <Heading>{words.choose}</Heading>
          {candidates.map((one) => (
            <View key={one.id} className="link" {...aria("button")} onClick={() => askBy(one.id)}>
              <View className="grow">
                <Text className="strong">{one.name}</Text>
                {one.brands.length > 0 ? (
                  <Text className="small quiet">{one.brands.join(words.listSeparator)}</Text>
                ) : null}
              </View>
              <Icon name="go" />
            </View>
          ))}
        </View>
      ) : null}
      {verdict.tone === "calm" ? (
        <View className="group">
          <Row name={words.typed} value={answer.question} />
          {asked ? <Row name={words.example} value={grouped(asked.example)} /> : null}
          {asked && asked.place !== "" ? (
            <Text className="para">{say(words.place, { place: asked.place })}</Text>
          ) : null}
          <Where />
          <Action
            words={words.whereEnterprises}
            onPress={() => void Taro.navigateTo({ url: "/pages/enterprises/index" })}
          />
        </View>
      ) : null}
    </View>
  );
}
