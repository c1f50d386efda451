import react from "@vitejs/plugin-react";
import { PurgeCSS } from "purgecss";
import { defineConfig, loadEnv, type Plugin } from "vite";

// The build is embedded in the `outlay` binary and served under `script-src 'self'`: no inline scripts, no other
// origin. `npm run dev` and `npm run preview` show the same page in front of a running `outlay serve`.
export default defineConfig(({ mode }) => {
  const server = loadEnv(mode, ".", "OUTLAY_").OUTLAY_SERVER ?? "http://127.0.0.1:3000";
  // The server refuses requests of another site, which it knows by its own name: that of the page has to reach it.
  const proxy = Object.fromEntries(
    ["/api", "/docs", "/openapi.json", "/healthz", "/readyz"].map((path) => [path, { target: server, changeOrigin: false }]),
  );
  return {
    plugins: [react(), onlyUsedStyles()],
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

/**
 * Mantine has one sheet for all of its components, whose classes are called `m_…`. A class that no script names styles
 * nothing and is left out. What is left depends on the scripts too, so the sheet is named after it: it may be cached for ever.
 */
function onlyUsedStyles(): Plugin {
  return {
    name: "only-used-styles",
    apply: "build",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const raw = files.flatMap((file) => (file.type === "chunk" ? file.code : [])).join("\n");
      const page = files.find((file) => file.fileName === "index.html");
      const sheet = files.find((file) => /^assets\/index-.*\.css$/.test(file.fileName));
      // Only the page may name it: the scripts have their names, which say what is in them, already.
      if (page?.type !== "asset" || sheet?.type !== "asset" || raw.includes(sheet.fileName)) return this.error("where is the sheet?");
      const [purged] = await new PurgeCSS().purge({
        content: [{ raw, extension: "js" }],
        css: [{ raw: String(sheet.source) }],
        safelist: { standard: [/^(?!m_)/], deep: [], greedy: [] },
      });
      if (!purged) return this.error("no sheet came back");
      const name = `assets/index-${await digest(purged.css)}.css`;
      this.emitFile({ type: "asset", fileName: name, source: purged.css });
      page.source = String(page.source).replaceAll(sheet.fileName, name);
      delete bundle[sheet.fileName];
    },
  };
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes.slice(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
