// One of the 32 items.

import { Text, View } from "@tarojs/components";
import type { TraceDocument, TraceItem } from "@rusu/api";
import { Icon, Phone, Row } from "../../components/parts";
import { tableOf } from "../../model/record";
import { aria } from "../../platform/aria";
import { openDocument } from "../../platform/host";
import { useSettings } from "../../platform/settings";

/** An item with its value, its table and its documents; what is missing is said. */
export function Item({ item }: { item: TraceItem }) {
  const { words } = useSettings();
  const isMissing = item.value === null && item.documents.length === 0;
  // A table says the same as its words, and is easier to read.
  const table = tableOf(item);
  const hasTable = table.length > 0;
  return (
    <View className={item.documents.length > 0 || hasTable ? "item wide" : "item"}>
      <Row name={item.name} value={hasTable ? null : item.value}>
        {isMissing ? <Text className="none">{words.missing}</Text> : null}
      </Row>
      {hasTable ? <Table rows={table} /> : null}
      {item.id === "contact_phone" && item.value !== null ? <Phone number={item.value} /> : null}
      {item.documents.map((document) => (
        <Document key={document.url} document={document} />
      ))}
    </View>
  );
}

function Table({ rows }: { rows: string[][] }) {
  return (
    <View className="table">
      {rows.map((cells, at) => (
        <View key={at} className={at === 0 ? "cells head" : "cells"}>
          {cells.map((cell, column) => (
            <Text key={column} className="cell">
              {cell}
            </Text>
          ))}
        </View>
      ))}
    </View>
  );
}

function Document({ document }: { document: TraceDocument }) {
  const { words } = useSettings();
  const kind = document.media.replace(/^.*\//, "").toUpperCase();
  return (
    <View
      className="doc"
      {...aria("button", `${words.open} ${document.title}`)}
      hoverClass="pressed"
      onClick={() => void openDocument(document, words.opening, words.openFailed)}
    >
      <Icon name="doc" />
      <View className="grow">
        <Text className="strong">{document.title}</Text>
        <Text className="small quiet">{`${kind} · ${Math.max(1, Math.round(document.bytes / 1024))} KB`}</Text>
      </View>
      <Icon name="go" />
    </View>
  );
}
