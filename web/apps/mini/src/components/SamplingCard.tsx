// One published sampling result.

import { Text, View } from "@tarojs/components";
import type { SamplingResult } from "@rusu/api";
import { copy } from "../platform/host";
import { useSettings } from "../platform/settings";
import { say } from "../words";
import { Action, Icon, Row } from "./parts";

/** What was found, by whom, and in which notice. */
export function SamplingCard({ result }: { result: SamplingResult }) {
  const { words } = useSettings();
  const isPass = result.conclusion === "pass";
  return (
    <View className="card">
      <View className={isPass ? "conclusion is-good" : "conclusion is-care"}>
        <Icon name={isPass ? "good" : "care"} />
        <Text className="strong grow">{result.conclusion_name}</Text>
        <Text className="small quiet">{result.scope_name}</Text>
      </View>
      <Text className="strong">{result.product_name}</Text>
      {result.failures.map((failure) => (
        <Text key={failure.parameter} className="para care">
          {say(words.samplingFailure, { ...failure })}
        </Text>
      ))}
      <Row name={words.samplingMaker} value={result.manufacturer} />
      {result.specification ? <Row name={words.samplingSpecification} value={result.specification} /> : null}
      {result.lot_number ? <Row name={words.samplingLot} value={result.lot_number} /> : null}
      {result.production_date ? <Row name={words.samplingMade} value={result.production_date} /> : null}
      <Row name={words.samplingBy} value={result.authority} />
      <Row name={words.samplingNotice} value={result.notice} />
      <Row name={words.samplingPublished} value={result.published_on} />
      {result.notice_url ? (
        <Action words={words.copyLink} onPress={() => void copy(result.notice_url ?? "")} />
      ) : null}
    </View>
  );
}
