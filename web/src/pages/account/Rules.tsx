import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { explain } from "../../api/problem";
import { useAddRule, useApplyRule, useRemoveRule, useRules, useTestRule } from "../../api/rules";
import type { EntryKind, Rule, RuleInput } from "../../api/types";
import { Section } from "../../components/Section";
import { plural } from "../../format";
import { tell } from "../../notify";
import type { PanelProps } from ".";
import { Form, refusal } from "./Form";
import { List } from "./List";
import { ruleInput, ruleSays } from "./rule";
import { RuleEffect } from "./RuleEffect";

const FIELDS = ["words", "pattern", "min", "max", "category", "merchant", "kind"];
const KINDS: { value: EntryKind; label: string }[] = [
  { value: "expense", label: "Expense" },
  { value: "refund", label: "Refund" },
  { value: "income", label: "Income" },
  { value: "transfer", label: "Transfer" },
];

/** What is always filed in the same way, in order: the first rule that sets a field wins. */
export function Rules({ user }: PanelProps) {
  const rules = useRules();
  return (
    <>
      <Section title="Rules">
        <List
          label="Rules"
          query={{ ...rules, data: rules.data?.items }}
          empty="None yet. A rule files what comes in, and what is there already if you say so."
          id={(rule) => rule.id}
        >
          {(rule) => <Entry rule={rule} currency={user.currency} />}
        </List>
      </Section>
      <Section title="A new rule">
        <NewRule currency={user.currency} />
      </Section>
    </>
  );
}

function Entry({ rule, currency }: { rule: Rule; currency: string }) {
  const remove = useRemoveRule();
  const apply = useApplyRule();
  const add = useAddRule();
  const { when, then } = ruleSays(rule, currency);
  const complain = (error: unknown) => tell(explain(error), { bad: true });
  return (
    <>
      <div className="report-name">
        <Text dir="auto">{when}</Text>
        <Text size="sm" c="dimmed" dir="auto">
          {then}
        </Text>
      </div>
      <Group gap="xs" className="report-end">
        <Button
          variant="default"
          mih={44}
          loading={apply.isPending}
          aria-label={`Apply now: ${when}`}
          onClick={() =>
            apply.mutate(rule.id, { onSuccess: ({ changes }) => tell(`${plural(changes, "entry", "entries")} changed.`), onError: complain })
          }
        >
          Apply now
        </Button>
        <Button
          variant="subtle"
          color="gray"
          mih={44}
          loading={remove.isPending}
          aria-label={`Remove: ${when}`}
          onClick={() =>
            remove.mutate(rule.id, {
              onSuccess: () => tell("The rule was removed.", { undo: () => add.mutateAsync({ rule: ruleInput(rule), apply: false }) }),
              onError: complain,
            })
          }
        >
          Remove
        </Button>
      </Group>
    </>
  );
}

const EMPTY = { words: "", min: "", max: "", category: "", merchant: "", kind: null as EntryKind | null };

function NewRule({ currency }: { currency: string }) {
  const [given, setGiven] = useState(EMPTY);
  const test = useTestRule();
  const add = useAddRule();
  const set = (part: Partial<typeof EMPTY>) => {
    setGiven({ ...given, ...part });
    test.reset();
  };
  const rule: RuleInput = ruleInput({ ...given, kind: given.kind ?? undefined });
  const complete = Boolean((rule.words || rule.min || rule.max) && (rule.category || rule.merchant || rule.kind));
  const error = add.error ?? test.error;
  const text = (name: "words" | "min" | "max" | "category" | "merchant") => ({
    value: given[name],
    onChange: (e: React.ChangeEvent<HTMLInputElement>) => set({ [name]: e.currentTarget.value }),
    error: refusal(error, name),
  });

  function save(apply: boolean) {
    add.mutate(
      { rule, apply },
      {
        onSuccess: () => {
          setGiven(EMPTY);
          test.reset();
          tell(apply ? "The rule is there, and what was there is filed by it." : "The rule is there: it files what comes in.");
        },
      },
    );
  }

  return (
    <>
      <Form
        save={{ isPending: test.isPending, isSuccess: false, isError: error !== null, error }}
        fields={FIELDS}
        onSubmit={() => test.mutate(rule)}
        button="Show what it does"
        disabled={!complete}
      >
        <TextInput label="Description has the words" {...text("words")} />
        <TextInput label="Amount from" inputMode="decimal" {...text("min")} />
        <TextInput label="Amount to" inputMode="decimal" {...text("max")} />
        <TextInput label="Category" maxLength={100} {...text("category")} />
        <TextInput label="Merchant" maxLength={100} {...text("merchant")} />
        <Select label="Kind" data={KINDS} value={given.kind} clearable onChange={(kind) => set({ kind: kind as EntryKind | null })} error={refusal(error, "kind")} />
      </Form>
      {test.data && <RuleEffect test={test.data} currency={currency} busy={add.isPending} onSave={save} />}
    </>
  );
}
