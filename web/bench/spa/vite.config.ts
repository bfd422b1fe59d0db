import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// What `npm create vite` gives, and nothing that slows it down: one minified bundle, one sheet.
export default defineConfig({
  plugins: [react()],
  build: { outDir: "../dist/spa", emptyOutDir: true },
});
