// Where the code stands: a picture, because most failures are a wrong number typed.

import { Text, View } from "@tarojs/components";
import { aria } from "../platform/aria";
import { useSettings } from "../platform/settings";
import { Heading, Icon } from "./parts";

/** The bottom of a can, and what is not the code. */
export function Where() {
  const { words } = useSettings();
  return (
    <View>
      <Heading level={3}>{words.whereTitle}</Heading>
      <View className="can" {...aria("img", words.howPictureLabel)}>
        <Icon name="scan" />
        <Text className="can-code">6900 0123 4567 8901</Text>
        <Text className="can-print">20260814 SL2608141A</Text>
      </View>
      <Text className="para">{words.whereCan}</Text>
      <Text className="para">{words.whereBarcode}</Text>
      <Text className="para">{words.whereImport}</Text>
    </View>
  );
}
