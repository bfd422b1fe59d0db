// The rendered tree. For WeChat it is what the official compiler makes of the built templates and the
// page's data; for Douyin, whose compiler is not public, the page's data itself.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";

const require = createRequire(import.meta.url);

/** Something that is shown. */
export interface Shown {
  tag: string;
  /** The id under which the program knows it. */
  id: string;
  className: string;
  attributes: Record<string, unknown>;
  children: (Shown | string)[];
}

/** Turns a page's data into what is shown. */
export type Renderer = (route: string, data: Record<string, unknown>) => Shown;

type Compiled = (path: string) => (data: unknown) => Virtual;

interface Virtual {
  tag: string;
  attr?: Record<string, unknown>;
  children?: (Virtual | string)[];
}

/** WeChat's: the templates, compiled by WeChat's own compiler. Throws where it finds a template at fault. */
export function weappRenderer(folder: string): Renderer {
  const { wxmlToJs } = require("miniprogram-compiler") as { wxmlToJs: (folder: string) => string };
  // A template that is not found is only warned of: here it is a failure.
  const refuse = (...said: unknown[]): never => {
    throw new Error(said.join(" "));
  };
  const sandbox: Record<string, unknown> = { console: { ...console, warn: refuse, error: refuse } };
  sandbox.window = sandbox;
  sandbox.global = sandbox;
  const context = createContext(sandbox);
  // The compiler writes the body of a function that gives back how to render a page.
  const compile = runInContext(`(function (global) {${wxmlToJs(folder)}\n})`, context) as (global: unknown) => Compiled;
  const compiled = compile(sandbox);
  // The templates take only objects of their own world for objects.
  const own = runInContext("(json) => JSON.parse(json)", context) as (json: string) => unknown;
  const render = (path: string, data: unknown): Virtual => compiled(path)(own(JSON.stringify(data)));
  const expand = (node: Virtual | string): Shown | string => {
    if (typeof node === "string") return node;
    // Deep trees go on in a component of their own, which has its own template.
    if (node.tag === "wx-comp") return plain(render("comp.wxml", node.attr ?? {}), expand);
    return plain(node, expand);
  };
  return (route, data) => expand(render(`${route}.wxml`, data)) as Shown;
}

function plain(node: Virtual, expand: (node: Virtual | string) => Shown | string): Shown {
  const attributes = node.attr ?? {};
  return {
    tag: node.tag.replace(/^wx-/, ""),
    id: String(attributes.id ?? ""),
    className: String(attributes.class ?? ""),
    attributes,
    children: (node.children ?? []).map(expand),
  };
}

interface DataNode {
  nn?: string;
  sid?: string;
  uid?: string;
  cl?: string;
  v?: string;
  cn?: DataNode[];
}

/** Douyin's: the page's data, with the tags that the built templates give to the runtime's numbers. */
export function ttRenderer(folder: string): Renderer {
  const tags = tagsOf(readFileSync(join(folder, "base.ttml"), "utf8"));
  const shown = (node: DataNode): Shown | string => {
    if (node.v !== undefined && node.cn === undefined) return node.v;
    const tag = tags.get(node.nn ?? "");
    if (tag === undefined) throw new Error(`no template shows ${node.nn ?? "nothing"}`);
    return {
      tag,
      id: node.uid ?? node.sid ?? "",
      className: node.cl ?? "",
      attributes: { ...node },
      children: Object.values(node.cn ?? []).map(shown),
    };
  };
  return (_route, data) => {
    const root = (data.root ?? {}) as DataNode;
    return { tag: "page", id: "", className: "", attributes: {}, children: Object.values(root.cn ?? []).map(shown) };
  };
}

/** Which tag each template begins with. */
function tagsOf(templates: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, tag] of templates.matchAll(/<template name="tmpl_0_(\w+?)(?:_blur)?">\s*<([\w-]+)/g)) {
    if (name !== undefined && tag !== undefined && tag !== "template") found.set(name, tag);
  }
  return found;
}

/** All words of a part of the tree. */
export function wordsIn(node: Shown | string): string {
  return typeof node === "string" ? node : node.children.map(wordsIn).join(node.tag === "text" ? "" : "\n");
}

/** The way from the root to the deepest part that a test describes; empty where there is none. */
export function wayTo(root: Shown, fits: (node: Shown) => boolean): Shown[] {
  for (const child of root.children) {
    if (typeof child === "string") continue;
    const way = wayTo(child, fits);
    if (way.length > 0) return [root, ...way];
  }
  return fits(root) ? [root] : [];
}

/** Every part that a test describes. */
export function allIn(root: Shown, fits: (node: Shown) => boolean): Shown[] {
  const found = fits(root) ? [root] : [];
  for (const child of root.children) if (typeof child !== "string") found.push(...allIn(child, fits));
  return found;
}

/** Whether one of its classes is this one. */
export function hasClass(node: Shown, name: string): boolean {
  return node.className.split(/\s+/).includes(name);
}
