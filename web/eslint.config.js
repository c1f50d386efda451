import reactHooks from "eslint-plugin-react-hooks";
import { globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default tseslint.config(
  globalIgnores(["dist", "src/api/schema.d.ts"]),
  { files: ["src/**/*.{ts,tsx}"], extends: [tseslint.configs.recommended, reactHooks.configs.flat.recommended] },
  { rules: { "max-lines": ["error", { max: 300, skipComments: true }] } },
);
