import { defineConfig } from "vitest/config";

// The platform makes its sample data at its start, which takes a while in the dev profile.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], hookTimeout: 180_000, testTimeout: 60_000 } });
