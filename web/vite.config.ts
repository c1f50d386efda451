import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";

// The build is embedded in the `outlay` binary and served under `script-src 'self'`: no inline scripts, no other
// origin. `npm run dev` and `npm run preview` show the same page in front of a running `outlay serve`.
export default defineConfig(({ mode }) => {
  const server = loadEnv(mode, ".", "OUTLAY_").OUTLAY_SERVER ?? "http://127.0.0.1:3000";
  // The server refuses requests of another site, which it knows by its own name: that of the page has to reach it.
  const proxy = Object.fromEntries(
    ["/api", "/docs", "/openapi.json", "/healthz", "/readyz"].map((path) => [path, { target: server, changeOrigin: false }]),
  );
  return {
    plugins: [react()],
    build: {
      target: "es2022",
      // Inlined assets would be data: URLs, which a strict policy refuses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 900,
    },
    server: { proxy },
    preview: { proxy },
  };
});
