// Tells the runtime which attributes the templates carry for screen readers; see config/aria.js.

import { mergeInternalComponents } from "@tarojs/shared";
import attributes from "./aria-attributes.json";

const own: Record<string, Record<string, string>> = {};
for (const component of attributes.components) {
  const names: Record<string, string> = {};
  for (const name of attributes.names) names[name] = "";
  own[component] = names;
}
mergeInternalComponents(own);

/** The attributes of something that screen readers name otherwise than its text, or skip. */
export function aria(role: string | null, label?: string): Record<string, string> {
  const given: Record<string, string> = {};
  if (role !== null) given["aria-role"] = role;
  if (label !== undefined) given["aria-label"] = label;
  return given;
}

/** The attributes of something that only decorates. */
export const DECORATION: Record<string, string> = { "aria-hidden": "true" };
