import { defineConfig } from "vite";

// The tools run in Node.js; what they import stays in node_modules.
export default defineConfig({
  build: {
    ssr: true,
    outDir: "dist/tools",
    target: "node20",
    emptyOutDir: true,
    // All side by side: they find the repository from where they stand.
    rollupOptions: { input: ["src/pages.ts", "src/old-browser.ts"], output: { chunkFileNames: "[name].js" } },
  },
});
