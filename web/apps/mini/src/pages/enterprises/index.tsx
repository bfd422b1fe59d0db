// Who is connected, and what of theirs can be queried. With `pick=1` a press chooses.

import { useEffect, useState } from "react";
import { Image, Input, Text, View } from "@tarojs/components";
import Taro, { useRouter } from "@tarojs/taro";
import type { Enterprise } from "@rusu/api";
import { Action, Heading, Phone } from "../../components/parts";
import { Screen } from "../../components/Screen";
import { Waiting } from "../../components/Waiting";
import { matching, monogram } from "../../model/enterprises";
import { aria, DECORATION } from "../../platform/aria";
import { useAsk } from "../../platform/asked";
import { choose } from "../../platform/choice";
import { api, SERVER } from "../../platform/host";
import { useSettings } from "../../platform/settings";
import { say } from "../../words";

export default function Enterprises() {
  const { settings, words } = useSettings();
  const isPicking = useRouter().params.pick === "1";
  const [text, setText] = useState("");
  const [phase, start] = useAsk<Enterprise[]>();
  const onLoad = (): void => start(() => api.enterprises(settings.lang));
  useEffect(onLoad, []);

  const found = phase.state === "done" ? matching(phase.value, text) : [];
  return (
    <Screen title={words.enterprisesTitle}>
      <Heading level={1}>{words.enterprisesTitle}</Heading>
      <Text className="para quiet">{words.enterprisesLead}</Text>
      <Input
        className="field"
        value={text}
        placeholder={words.enterprisesSearch}
        placeholderClass="placeholder"
        {...aria(null, words.enterprisesSearch)}
        onInput={(event) => setText(event.detail.value)}
      />
      <Waiting phase={phase} onRetry={onLoad} />
      {phase.state === "done" ? (
        <Text className="para small quiet">
          {found.length === 0
            ? say(words.enterprisesNone, { name: text.trim() })
            : say(words.enterprisesCount, { count: found.length })}
        </Text>
      ) : null}
      {found.map((enterprise) => (
        <EnterpriseCard key={enterprise.id} enterprise={enterprise} isPicking={isPicking} />
      ))}
    </Screen>
  );
}

function EnterpriseCard({ enterprise, isPicking }: { enterprise: Enterprise; isPicking: boolean }) {
  const { settings, words } = useSettings();
  const { brands, contact_phone: phone, coverage, name } = enterprise;
  function onPick(): void {
    choose({ id: enterprise.id, name });
    void Taro.navigateBack();
  }
  return (
    <View className="card">
      <View className="maker">
        {enterprise.logo ? (
          <Image className="logo" src={`${SERVER}${enterprise.logo}`} mode="aspectFit" {...DECORATION} />
        ) : (
          <View className="logo" {...DECORATION}>
            <Text>{monogram(name)}</Text>
          </View>
        )}
        <View className="grow">
          <Text className="strong">{name}</Text>
          {enterprise.is_sample ? <Text className="small quiet">{words.enterprisesSample}</Text> : null}
        </View>
      </View>
      {brands.length > 0 ? (
        <Text className="para small">
          {say(words.enterprisesBrands, { brands: brands.join(words.listSeparator) })}
        </Text>
      ) : null}
      <Text className="para small quiet">
        {say(words.enterprisesCoverage, { coverage: coverage.text[settings.lang] })}
      </Text>
      {isPicking ? <Action words={words.enterprisesPick} onPress={onPick} /> : null}
      {!isPicking && phone ? <Phone number={phone} /> : null}
    </View>
  );
}
