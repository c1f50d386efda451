import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The build is embedded in the `outlay` binary and served under `script-src 'self'`: no inline scripts, no other
// origin. `npm run dev` serves the same page with live reload in front of a running `outlay serve`.
export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // Inlined assets would be data: URLs, which a strict policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: { "/api": "http://127.0.0.1:3000" },
  },
});
