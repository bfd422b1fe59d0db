// 合格快查: what sampling and customs found.

import { useEffect, useState } from "react";
import { Input, Text, View } from "@tarojs/components";
import { useShareAppMessage } from "@tarojs/taro";
import type { SamplingResult } from "@rusu/api";
import { More } from "../../components/More";
import { Action, Heading } from "../../components/parts";
import { SamplingCard } from "../../components/SamplingCard";
import { Screen } from "../../components/Screen";
import { aria } from "../../platform/aria";
import { useList } from "../../platform/asked";
import { api } from "../../platform/host";
import { useSettings } from "../../platform/settings";
import type { Words } from "../../words";

type Conclusion = "all" | "pass" | "fail";

const CONCLUSIONS: readonly { id: Conclusion; words: keyof Words }[] = [
  { id: "all", words: "samplingAll" },
  { id: "pass", words: "samplingPass" },
  { id: "fail", words: "samplingFail" },
];

export default function Sampling() {
  const { settings, words } = useSettings();
  const [text, setText] = useState("");
  const [conclusion, setConclusion] = useState<Conclusion>("all");
  const lang = settings.lang;
  const list = useList<SamplingResult>(async (page) => {
    const chosen = conclusion === "all" ? {} : { conclusion };
    const { results, more } = await api.samplingResults({ q: text.trim(), ...chosen, page, lang });
    return { rows: results, more };
  });
  useEffect(() => list.load(1), [conclusion, lang]);
  useShareAppMessage(() => ({ title: words.samplingTitle, path: "/pages/sampling/index" }));

  const isNone = list.phase.state === "done" && list.listing.rows.length === 0;
  return (
    <Screen title={words.samplingTitle}>
      <Heading level={1}>{words.samplingTitle}</Heading>
      <Text className="para quiet">{words.samplingLead}</Text>
      <View className="card">
        <Input
          className="field"
          value={text}
          placeholder={words.samplingSearch}
          placeholderClass="placeholder"
          confirmType="search"
          {...aria(null, words.samplingSearch)}
          onInput={(event) => setText(event.detail.value)}
          onConfirm={() => list.load(1)}
        />
        <View className="chips">
          {CONCLUSIONS.map(({ id, words: key }) => (
            <View
              key={id}
              className={id === conclusion ? "chip chosen" : "chip"}
              {...aria("radio")}
              onClick={() => setConclusion(id)}
            >
              <Text>{words[key]}</Text>
            </View>
          ))}
        </View>
        <Action words={words.samplingSubmit} isMain onPress={() => list.load(1)} />
      </View>
      {list.listing.rows.map((result) => (
        <SamplingCard key={result.id} result={result} />
      ))}
      {isNone ? (
        <Text className="para quiet">
          {text.trim() === "" && conclusion === "all" ? words.samplingEmpty : words.samplingNone}
        </Text>
      ) : null}
      <More list={list} />
    </Screen>
  );
}
