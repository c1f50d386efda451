const name = new Intl.DateTimeFormat(undefined, { weekday: "long", timeZone: "UTC" });

/** Monday, 1, to Sunday, 7, in the reader's language; 1 January 2024 was a Monday. */
export const weekdays = () =>
  Array.from({ length: 7 }, (_, i) => ({ value: String(i + 1), label: name.format(new Date(Date.UTC(2024, 0, i + 1))) }));
