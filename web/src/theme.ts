import { createTheme, type CSSVariablesResolver } from "@mantine/core";

/** Cyan at its darkest shade: white text on it has a contrast of 5.6 : 1. */
export const theme = createTheme({
  primaryColor: "cyan",
  primaryShade: { light: 9, dark: 9 },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  headings: { fontWeight: "650" },
});

/** Mantine's own secondary text is too pale to read on white (3.3 : 1). */
export const cssVariables: CSSVariablesResolver = (mantine) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": mantine.colors.gray[7],
    "--mantine-color-body": "#f8f9fa",
    "--outlay-surface": "#fff",
  },
  dark: {
    "--mantine-color-dimmed": mantine.colors.dark[1],
    "--outlay-surface": mantine.colors.dark[6],
  },
});
