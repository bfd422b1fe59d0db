// The answer: verdict first, then what to hold against the can, then the 32 items in the order of worry.

import { useEffect, useRef } from "react";
import { Button, View } from "@tarojs/components";
import Taro, { useLoad, useRouter, useShareAppMessage } from "@tarojs/taro";
import type { Answer } from "@rusu/api";
import { Action } from "../../components/parts";
import { Screen } from "../../components/Screen";
import { Waiting } from "../../components/Waiting";
import { readEntry, resultPath } from "../../model/entry";
import { sharedProduct } from "../../model/record";
import { useAsk } from "../../platform/asked";
import { api, door } from "../../platform/host";
import { useSettings } from "../../platform/settings";
import { say } from "../../words";
import { Found } from "./Found";
import { Unfound } from "./Unfound";
import { VerdictBlock } from "./VerdictBlock";

const HOME = "/pages/index/index";

export default function Result() {
  const { settings, words } = useSettings();
  const entry = readEntry({ query: useRouter().params });
  const [phase, start] = useAsk<Answer>();
  const asked = useRef(entry.again);

  useLoad(() => {
    if (entry.text === null) void Taro.reLaunch({ url: HOME });
  });
  const onAsk = (): void => {
    const { text, enterprise } = entry;
    if (text === null) return;
    // Trying again and another language open the same answer: it counts once.
    const again = asked.current;
    asked.current = true;
    const chosen = enterprise === null ? {} : { enterprise };
    start(() => api.resolve({ text, ...chosen, lang: settings.lang, channel: door.channel, again }));
  };
  useEffect(onAsk, [settings.lang]);

  const answer = phase.state === "done" ? phase.value : null;
  useShareAppMessage(() => {
    if (answer === null) return { title: words.appName, path: HOME };
    const product = sharedProduct(answer);
    const title = answer.verdict.title;
    return {
      title: product === null ? title : say(words.shareTitle, { title, product }),
      path: resultPath(answer.code ?? answer.question, answer.enterprise ? String(answer.enterprise.id) : null),
    };
  });
  useEffect(() => {
    if (answer?.verdict.tone === "stop") Taro.setNavigationBarColor({ frontColor: "#ffffff", backgroundColor: "#a8201a" });
  }, [answer]);

  return (
    <Screen title={words.resultTitle}>
      {answer === null ? <Waiting phase={phase} onRetry={onAsk} /> : <Shown answer={answer} />}
      {phase.state === "done" || phase.state === "failed" ? (
        <View className="actions">
          {answer?.record ? (
            <Button className="button" openType="share" hoverClass="pressed">
              {words.share}
            </Button>
          ) : null}
          <Action words={words.again} onPress={() => void Taro.reLaunch({ url: HOME })} />
        </View>
      ) : null}
    </Screen>
  );
}

function Shown({ answer }: { answer: Answer }) {
  return (
    <View>
      <VerdictBlock answer={answer} />
      {answer.record ? <Found answer={answer} record={answer.record} /> : <Unfound answer={answer} />}
    </View>
  );
}
