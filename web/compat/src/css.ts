import type { Identifier } from "@mdn/browser-compat-data";
import postcss, { type AtRule, type Container, type Declaration, type Node, type Rule } from "postcss";
import selectorParser from "postcss-selector-parser";
import valueParser from "postcss-value-parser";
import { below, CSS, isAtMost, lacking, ofFunction, ofUnit } from "./support";
import { MAY_BE_MISSING, OLD_NAMES, STANDS_IN, TARGETS } from "./targets";

/** A place of a sheet that an old browser would not understand, with nothing to fall back on. */
export interface Fault {
  line: number;
  text: string;
}

const properties = CSS.properties as unknown as Identifier;

/**
 * Finds what the targets do not understand. A newer declaration is right where a plain one that
 * does the same stands before it in its rule, inside `@supports` of its property, or where
 * MAY_BE_MISSING says that the page loses nothing but polish.
 */
export function faultsOfSheet(sheet: string): Fault[] {
  const faults: Fault[] = [];
  const add = (node: Node, text: string): void => {
    faults.push({ line: node.source?.start?.line ?? 0, text });
  };
  postcss.parse(sheet).walk((node) => {
    if (node.type === "rule") for (const text of faultsOfRule(node)) add(node, text);
    if (node.type === "atrule") for (const text of faultsOfAtRule(node)) add(node, text);
    if (node.type === "decl" && !isCovered(node)) for (const text of faultsOfDeclaration(node)) add(node, text);
  });
  return faults;
}

function isCovered(declaration: Declaration): boolean {
  const { prop, parent } = declaration;
  if (prop in MAY_BE_MISSING.properties) return true;
  return isGuarded(declaration) || hasPlainBefore(declaration, parent);
}

function isGuarded(declaration: Declaration): boolean {
  for (let place: Node | undefined = declaration.parent; place; place = place.parent as Node | undefined) {
    if (place.type !== "atrule" || (place as AtRule).name !== "supports") continue;
    const { params } = place as AtRule;
    if (!/\bnot\b/.test(params) && new RegExp(`\\(\\s*${declaration.prop}\\s*:`).test(params)) return true;
  }
  return false;
}

function hasPlainBefore(declaration: Declaration, rule: Declaration["parent"]): boolean {
  const names = [declaration.prop, `-webkit-${declaration.prop}`, ...(STANDS_IN[declaration.prop] ?? [])];
  for (const other of (rule as Container | undefined)?.nodes ?? []) {
    if (other === declaration) return false;
    if (other.type === "decl" && names.includes(other.prop) && faultsOfDeclaration(other).length === 0) return true;
  }
  return false;
}

function faultsOfDeclaration(declaration: Declaration): string[] {
  const { prop, value } = declaration;
  if (prop.startsWith("--")) return faultsOfValue(prop, value, undefined);
  if (prop.startsWith("-")) return [];
  const old = OLD_NAMES[prop];
  if (old) {
    const isFlex = prop.endsWith("gap") && siblings(declaration).some((other) => other.prop === "display" && other.value.includes("flex"));
    if (isFlex) return [`${prop} in a flex box: ${TARGETS[0].name} ${TARGETS[0].version} leaves no gap`];
    return TARGETS.filter((target) => !isAtMost(old[target.browser], target.version)).map(({ name }) => `${prop}: not in ${name}`);
  }
  const known = below(properties, prop);
  if (!known) return [`${prop}: no property that is known`];
  const lack = lacking(contextOf(declaration, known).__compat ?? known.__compat);
  if (lack.length > 0) return [`${prop}: not in ${lack.join(", ")}`];
  return faultsOfValue(prop, value, known);
}

function siblings(declaration: Declaration): Declaration[] {
  const nodes = (declaration.parent as Container | undefined)?.nodes ?? [];
  return nodes.filter((node): node is Declaration => node.type === "decl");
}

/** Gaps came to grids, columns and flex boxes in different years; without a word of the rule, the last counts. */
function contextOf(declaration: Declaration, known: Identifier): Identifier {
  if (!["gap", "row-gap", "column-gap"].includes(declaration.prop)) return known;
  const others = siblings(declaration);
  if (others.some(({ prop }) => /^(-webkit-)?column(s|-count|-width)$/.test(prop))) return below(known, "multicol_context") ?? known;
  if (others.some(({ prop, value }) => prop === "display" && value.includes("grid"))) return below(known, "grid_context") ?? known;
  return below(known, "flex_context") ?? known;
}

function faultsOfValue(prop: string, value: string, known: Identifier | undefined): string[] {
  const faults: string[] = [];
  const say = (what: string, lack: string[]): void => {
    if (lack.length > 0) faults.push(`${prop}: ${what}: not in ${lack.join(", ")}`);
  };
  valueParser(value).walk((node) => {
    if (node.type === "function") {
      const name = node.value.toLowerCase();
      if (name === "url") return false;
      say(`${name}()`, lacking(below(known, name)?.__compat ?? ofFunction(name)));
    } else if (node.type === "word") {
      const size = valueParser.unit(node.value);
      if (size && size.unit !== "") say(size.unit, lacking(ofUnit(size.unit.toLowerCase())));
      else if (!node.value.startsWith("-")) say(node.value, lacking(below(known, node.value.toLowerCase())?.__compat));
    }
    return undefined;
  });
  return faults;
}

function faultsOfRule(rule: Rule): string[] {
  if (rule.parent?.type === "atrule" && /keyframes$/.test((rule.parent as AtRule).name)) return [];
  if (rule.parent?.type === "rule") return [`${rule.selector}: a rule in a rule`];
  const strange: string[] = [];
  let plain = 0;
  selectorParser((list) => {
    for (const selector of list.nodes) {
      const found: string[] = [];
      selector.walkPseudos((pseudo) => {
        const name = pseudo.value.replace(/^::?/, "").toLowerCase();
        if (name.startsWith("-")) return;
        const lack = lacking(below(CSS.selectors as unknown as Identifier, name)?.__compat);
        if (lack.length > 0) found.push(name);
        if (name === "not" && pseudo.nodes.length > 1) found.push("not() of a list");
      });
      if (found.length === 0) plain += 1;
      strange.push(...found);
    }
  }).processSync(rule.selector);
  if (strange.length > 0 && plain > 0) return [`${rule.selector}: an old browser drops the whole list for ${strange.join(", ")}`];
  return strange.filter((name) => !(name in MAY_BE_MISSING.selectors)).map((name) => `:${name}: an old browser drops the rule`);
}

function faultsOfAtRule(rule: AtRule): string[] {
  if (rule.name.startsWith("-") || rule.name in MAY_BE_MISSING.atRules) return [];
  const known = below(CSS["at-rules"] as unknown as Identifier, rule.name);
  const lack = lacking(known?.__compat);
  if (!known || lack.length > 0) return [`@${rule.name}: not in ${lack.join(", ") || "any browser"}`];
  if (rule.name !== "media") return [];
  if (/[<>]/.test(rule.params)) return [`@media ${rule.params}: a range`];
  const features = [...rule.params.matchAll(/\(\s*([a-z-]+)/g)].flatMap(([, name]) => (name ? [name.replace(/^(min|max)-/, "")] : []));
  return features
    .filter((name) => !(name in MAY_BE_MISSING.media) && (!below(known, name) || lacking(below(known, name)?.__compat).length > 0))
    .map((name) => `@media (${name}): never true in an old browser`);
}
