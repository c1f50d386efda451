import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";

import { api, body } from "../../api/client";
import { Section } from "../../components/Section";
import { formatDay, formatMoney, plural } from "../../format";
import { rowsOf } from "../../links";
import type { PanelProps } from ".";
import { List } from "./List";

/** The categories that are in use, with what each holds; every one leads to its rows. */
export function Categories({ user }: PanelProps) {
  const query = useQuery({ queryKey: ["expenses", "categories"], queryFn: () => body(api.GET("/categories")) });
  return (
    <Section title="Categories">
      <Text size="sm" c="dimmed" mb="xs">
        A category exists while an expense or a budget has it. To rename one, select its rows in Transactions and give them another.
      </Text>
      <List
        label="Categories"
        query={{ ...query, data: query.data?.items }}
        empty="None yet. They come with the first expenses."
        id={(c) => c.category}
      >
        {(c) => (
          <>
            <div className="report-name">
              <Anchor component={Link} href={rowsOf({ category: c.category })} fw={600} c="inherit" dir="auto">
                {c.category || "Uncategorised"}
              </Anchor>
              <Text size="sm" c="dimmed">
                {plural(c.count, "expense")}
                {c.first && c.last && ` · ${formatDay(c.first)} to ${formatDay(c.last)}`}
              </Text>
            </div>
            <div className="report-end">
              <Text fw={650} className="number">
                {formatMoney(c.total, user.currency)}
              </Text>
              {c.budget && (
                <Text size="sm" c="dimmed" className="number">
                  budget {formatMoney(c.budget, user.currency)}
                </Text>
              )}
            </div>
          </>
        )}
      </List>
    </Section>
  );
}
