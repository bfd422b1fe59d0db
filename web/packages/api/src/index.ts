export * from "./client";
export type { components } from "./schema";
