import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";

import { api, body } from "../../api/client";
import { explain } from "../../api/problem";
import { useClusters } from "../../api/results";
import type { Analysis, ClusterReport } from "../../api/types";
import { Notes } from "../../components/Notes";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatDay, formatMoney, formatPercent, plural } from "../../format";
import { rowsOf } from "../../links";
import { tell } from "../../notify";

const SHOWN = 50;

/** Descriptions that mean the same kind of thing, and categories that would fit better, accepted with one click. */
export function Groups({ analysis }: { analysis: Analysis }) {
  const query = useClusters(analysis);
  const { currency } = analysis.parameters;
  return (
    <Part analysis={analysis} query={{ ...query, data: query.data && { report: query.data, notes: [] } }}>
      {({ report }) => (
        <>
          {report.clusters.length === 0 ? (
            <Section title="No groups">
              <Text size="sm">Groups are shown where descriptions fall apart into some. Here they do not, or it could not be found out.</Text>
            </Section>
          ) : (
            <Found report={report} currency={currency} />
          )}
          {report.suggestions.length > 0 && <Suggestions report={report} />}
          <Notes notes={report.notes} />
        </>
      )}
    </Part>
  );
}

function Found({ report, currency }: { report: ClusterReport; currency: string }) {
  return (
    <Section title={plural(report.clusters.length, "group")}>
      <ul className="report-rows" aria-label="Groups">
        {report.clusters.map((c) => (
          <li key={c.id} className="report-row">
            <div className="report-name">
              <Text fw={600} dir="auto">
                {c.label}
              </Text>
              <Text size="sm" c="dimmed" dir="auto">
                such as “{c.medoid}” · mostly {c.main_category || "uncategorised"}
              </Text>
            </div>
            <div className="report-end">
              <Text fw={650} className="number">
                {formatMoney(c.total, currency)}
              </Text>
              <Text size="sm" c="dimmed" className="number">
                {plural(c.expenses, "expense")}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Accepting one changes the category of its expense; undo puts the old one back. */
function Suggestions({ report }: { report: ClusterReport }) {
  const client = useQueryClient();
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const file = async (id: string, category: string) => {
    await body(api.PATCH("/expenses/{id}", { params: { path: { id } }, body: { category } }));
    await client.invalidateQueries({ queryKey: ["expenses"] });
  };
  const accept = useMutation({
    mutationFn: ({ id, category }: { id: string; category: string; before: string }) => file(id, category),
    onSuccess: (_, { id, category, before }) => {
      setTaken((all) => new Set([...all, id]));
      tell(`Filed under ${category}.`, {
        undo: async () => {
          await file(id, before);
          setTaken((all) => new Set([...all].filter((other) => other !== id)));
        },
      });
    },
    onError: (error) => tell(explain(error), { bad: true }),
  });
  const open = report.suggestions.filter((s) => !s.expense_id || !taken.has(s.expense_id));
  return (
    <Section title="Categories that would fit better">
      <ul className="report-rows" aria-label="Categories that would fit better">
        {open.slice(0, SHOWN).map((s) => (
          <li key={s.row} className="report-row">
            <div className="report-name">
              <Anchor component={Link} href={rowsOf({ q: s.description, from: s.date, to: s.date })} c="inherit" fw={600} dir="auto">
                {s.description}
              </Anchor>
              <Text size="sm" c="dimmed">
                {formatDay(s.date)} · now {s.current || "without a category"} · right {formatPercent(s.confidence)} of the time
              </Text>
            </div>
            <Group className="report-end">
              {s.expense_id && (
                <Button
                  variant="default"
                  mih={44}
                  loading={accept.isPending && accept.variables.id === s.expense_id}
                  onClick={() => accept.mutate({ id: s.expense_id ?? "", category: s.suggested, before: s.current })}
                >
                  File under {s.suggested}
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {open.length === 0 && <Stack><Text size="sm">All accepted. The next analysis works with them.</Text></Stack>}
    </Section>
  );
}
