// The first page: scan, or type.

import { useState } from "react";
import { Input, Text, View } from "@tarojs/components";
import Taro, { useDidShow, useLoad, useShareAppMessage } from "@tarojs/taro";
import { Action, Heading, Icon } from "../../components/parts";
import { Screen } from "../../components/Screen";
import { readEntry, resultPath } from "../../model/entry";
import type { Entry } from "../../model/entry";
import { choose, currentChoice } from "../../platform/choice";
import type { Chosen } from "../../platform/choice";
import { aria } from "../../platform/aria";
import { door, openSettings, scan } from "../../platform/host";
import { useSettings } from "../../platform/settings";
import type { Words } from "../../words";

type Trouble = "none" | "denied" | "failed";

const LINKS: readonly { page: string; name: keyof Words; hint: keyof Words }[] = [
  { page: "sampling", name: "navSampling", hint: "navSamplingHint" },
  { page: "recalls", name: "navRecalls", hint: "navRecallsHint" },
  { page: "enterprises", name: "navEnterprises", hint: "navEnterprisesHint" },
  { page: "how", name: "navHow", hint: "navHowHint" },
  { page: "about", name: "navAbout", hint: "navAboutHint" },
];

function show(path: string): void {
  void Taro.navigateTo({ url: path });
}

export default function Home() {
  const { words } = useSettings();
  const [trouble, setTrouble] = useState<Trouble>("none");

  const follow = (entry: Entry | null): void => {
    if (entry?.text) show(resultPath(entry.text, entry.enterprise, entry.again));
  };
  useLoad((query) => follow(readEntry({ query })));
  useDidShow(() => follow(door.takeJump()));
  useShareAppMessage(() => ({ title: words.appName, path: "/pages/index/index" }));

  async function onScan(): Promise<void> {
    const scanned = await scan();
    if (scanned.kind === "text") {
      setTrouble("none");
      show(resultPath(scanned.text));
    } else if (scanned.kind !== "cancelled") {
      setTrouble(scanned.kind);
    }
  }

  return (
    <Screen title={words.appName}>
      <View className="hero">
        <Heading level={1}>{words.homeTitle}</Heading>
        <Text className="para quiet">{words.homeLead}</Text>
      </View>
      <View className="card">
        <Action words={words.scan} isMain onPress={() => void onScan()} />
        <Text className="para small quiet">{words.scanHint}</Text>
        <Refused trouble={trouble} />
        <Typing />
      </View>
      <View className="links">
        {LINKS.map(({ page, name, hint }) => (
          <View
            key={page}
            className="link"
            {...aria("link")}
            hoverClass="pressed"
            onClick={() => show(`/pages/${page}/index`)}
          >
            <View className="grow">
              <Text className="strong">{words[name]}</Text>
              <Text className="small quiet">{words[hint]}</Text>
            </View>
            <Icon name="go" />
          </View>
        ))}
      </View>
    </Screen>
  );
}

/** The ways out where the scanner did not help. */
function Refused({ trouble }: { trouble: Trouble }) {
  const { words } = useSettings();
  if (trouble === "none") return null;
  const isDenied = trouble === "denied";
  return (
    <View className="note is-care" {...aria("alert")}>
      <Text className="strong">{isDenied ? words.deniedTitle : words.scanFailedTitle}</Text>
      <Text className="para">{isDenied ? words.deniedText : words.scanFailedText}</Text>
      {isDenied ? <Action words={words.deniedSettings} onPress={() => void openSettings()} /> : null}
    </View>
  );
}

/** The code and the enterprise, typed. */
function Typing() {
  const { words } = useSettings();
  const [text, setText] = useState("");
  const [isEmpty, setEmpty] = useState(false);
  const [chosen, setChosen] = useState<Chosen | null>(currentChoice());
  useDidShow(() => setChosen(currentChoice()));

  function onQuery(): void {
    const isMissing = text.trim() === "";
    setEmpty(isMissing);
    if (!isMissing) show(resultPath(text.trim(), chosen === null ? null : String(chosen.id)));
  }
  function onClear(): void {
    choose(null);
    setChosen(null);
  }

  return (
    <View className="typing">
      <View className="or">
        <Text className="small quiet">{words.typeHeading}</Text>
      </View>
      <Text className="label">{words.codeLabel}</Text>
      <Input
        className="field"
        value={text}
        placeholder={words.codeHint}
        placeholderClass="placeholder"
        maxlength={-1}
        confirmType="search"
        {...aria(null, words.codeLabel)}
        onInput={(event) => setText(event.detail.value)}
        onConfirm={onQuery}
      />
      {isEmpty ? (
        <Text className="para care" {...aria("alert")}>
          {words.codeEmpty}
        </Text>
      ) : null}
      <Text className="label">{words.enterpriseLabel}</Text>
      <View
        className="field choice"
        {...aria("button")}
        onClick={() => show("/pages/enterprises/index?pick=1")}
      >
        <Text className={chosen === null ? "grow placeholder" : "grow"}>{chosen?.name ?? words.enterpriseHint}</Text>
        <Icon name="go" />
      </View>
      {chosen !== null ? (
        <View className="tool clear" {...aria("button")} onClick={onClear}>
          <Text>{words.enterpriseClear}</Text>
        </View>
      ) : null}
      <Action words={words.query} onPress={onQuery} />
    </View>
  );
}
