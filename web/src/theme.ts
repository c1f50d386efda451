import { Alert, Badge, createTheme, type CSSVariablesResolver } from "@mantine/core";

/** White on the two darkest shades has a contrast of 5.6 : 1 and more, so a button is legible also under the pointer. */
const BRAND = [
  "#e9f6f8",
  "#d5ebef",
  "#a9d6de",
  "#79c0cc",
  "#53afbe",
  "#3ba4b5",
  "#2b9eb0",
  "#17899a",
  "#0b7285",
  "#09606f",
] as const;

// Mantine writes tinted labels in the tint's own colour, which is too pale on it (2.7 : 1 for yellow).
const legible = { color: "var(--mantine-color-text)" };

export const theme = createTheme({
  colors: { brand: BRAND },
  primaryColor: "brand",
  primaryShade: 8,
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  headings: { fontWeight: "650" },
  components: {
    Alert: Alert.extend({ styles: { title: legible, message: legible } }),
    Badge: Badge.extend({
      defaultProps: { variant: "light", tt: "none", fw: 600 },
      styles: { root: { minWidth: "max-content" }, label: legible },
    }),
  },
});

/** Mantine's own secondary text is too pale to read on white (3.3 : 1), its placeholders more so. */
export const cssVariables: CSSVariablesResolver = (mantine) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": mantine.colors.gray[7],
    "--mantine-color-placeholder": mantine.colors.gray[6],
    "--mantine-color-body": "#f8f9fa",
    "--outlay-surface": "#fff",
  },
  dark: {
    "--mantine-color-dimmed": mantine.colors.dark[1],
    "--mantine-color-placeholder": mantine.colors.dark[2],
    "--mantine-color-text": mantine.colors.gray[2],
    "--outlay-surface": mantine.colors.dark[6],
  },
});
