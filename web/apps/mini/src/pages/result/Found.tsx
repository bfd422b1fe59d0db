// An answer with a record.

import { Text, View } from "@tarojs/components";
import Taro from "@tarojs/taro";
import type { Answer, TraceRecord } from "@rusu/api";
import { Heading, Icon } from "../../components/parts";
import { SamplingCard } from "../../components/SamplingCard";
import { resultPath } from "../../model/entry";
import { grouped, recordView } from "../../model/record";
import type { Figure, Group } from "../../model/record";
import { aria } from "../../platform/aria";
import { useSettings } from "../../platform/settings";
import { Item } from "./Item";
import { Notice } from "./Notice";
import { Proof } from "./Proof";

/** The record below the verdict. */
export function Found({ answer, record }: { answer: Answer; record: TraceRecord }) {
  const { words } = useSettings();
  const view = recordView(record, words);
  const isExpired = answer.verdict.code === "expired";
  return (
    <View>
      {answer.recalls.map((recall) => (
        <Notice key={recall.id} recall={recall} />
      ))}
      <View className="product">
        <Text className="quiet">{`${answer.enterprise?.name ?? ""} · ${record.site.name}`}</Text>
        {view.product ? (
          <View>
            <Text className="small quiet">{view.product.name}</Text>
            <Heading>{view.product.value ?? words.missing}</Heading>
          </View>
        ) : null}
      </View>
      <Compare figures={view.figures} isExpired={isExpired} />
      {answer.package ? <Package answer={answer} /> : null}
      {view.groups.map((group) => (
        <View key={group.id} className="group">
          <GroupHeading group={group} />
          {group.id === "way" ? <Way record={record} /> : null}
          {group.items.map((item) => (
            <Item key={item.id} item={item} />
          ))}
          {group.id === "way" && view.circulation ? <Item item={view.circulation} /> : null}
          {group.id === "quality" ? <Sampling answer={answer} /> : null}
        </View>
      ))}
      <Proof record={record} />
    </View>
  );
}

function GroupHeading({ group }: { group: Group }) {
  const { words } = useSettings();
  return (
    <View className="group-heading">
      <Heading>{group.title}</Heading>
      {group.id === "quality" ? <Text className="small quiet">{words.givenBy}</Text> : null}
    </View>
  );
}

/** A frame to hold a can against. */
function Compare({ figures, isExpired }: { figures: Figure[]; isExpired: boolean }) {
  const { words } = useSettings();
  return (
    <View className="compare">
      <View className="compare-lead">
        <Icon name="can" />
        <Text className="grow">{words.compare}</Text>
      </View>
      <View className="figures">
        {figures.map((figure) => {
          const isOver = isExpired && figure.id === "shelf_life";
          return (
            <View key={figure.id} className={`figure${figure.isWide ? " wide" : ""}${isOver ? " over" : ""}`}>
              <Text className="name">{figure.name}</Text>
              <Text userSelect className={figure.value === null ? "none" : "big"}>
                {figure.value ?? words.missing}
              </Text>
              {figure.note !== null ? <Text className="small quiet">{figure.note}</Text> : null}
            </View>
          );
        })}
      </View>
    </View>
  );
}

/** The steps from farm to shelf. */
function Way({ record }: { record: TraceRecord }) {
  const { words } = useSettings();
  if (record.timeline.length === 0) return null;
  return (
    <View className="way">
      <Heading level={3}>{words.steps}</Heading>
      {record.timeline.map((step, index) => (
        <View key={index} className="step">
          <Text className="strong">{step.title}</Text>
          <Text className="small quiet">{step.place ? `${step.date}  ${step.place}` : step.date}</Text>
        </View>
      ))}
    </View>
  );
}

function Sampling({ answer }: { answer: Answer }) {
  const { words } = useSettings();
  const results = answer.sampling_results;
  if (!results) return null;
  return (
    <View>
      <Heading level={3}>{words.samplingOfLot}</Heading>
      {results.length === 0 ? <Text className="para quiet">{words.samplingOfLotNone}</Text> : null}
      {results.map((result) => (
        <SamplingCard key={result.id} result={result} />
      ))}
    </View>
  );
}

/** What is in a case or on a pallet. */
function Package({ answer }: { answer: Answer }) {
  const { words } = useSettings();
  const contents = answer.package;
  if (!contents) return null;
  const enterprise = answer.enterprise ? String(answer.enterprise.id) : null;
  return (
    <View className="group">
      <Heading>{words.packageHeading}</Heading>
      {contents.codes.length === 0 ? <Text className="para quiet">{words.packageNone}</Text> : null}
      {contents.codes.map((code) => (
        <View
          key={code}
          className="link"
          {...aria("link")}
          onClick={() => void Taro.navigateTo({ url: resultPath(code, enterprise) })}
        >
          <Text className="grow code">{grouped(code)}</Text>
          <Icon name="go" />
        </View>
      ))}
      {contents.more ? <Text className="small quiet">{words.packageMore}</Text> : null}
    </View>
  );
}
