export * from "./client";
export type * from "./pending";
export type { components } from "./schema";
