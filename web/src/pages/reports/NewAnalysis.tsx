import { Button, MultiSelect, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";

import { useStartAnalysis } from "../../api/analyses";
import type { AnalysisInput } from "../../api/types";
import { Fold } from "../../components/Fold";
import { Section } from "../../components/Section";
import { tell } from "../../notify";
import { Form, refusal } from "../account/Form";
import { analysisInput, NOTHING, type Wanted } from "./wanted";

type Audit = NonNullable<AnalysisInput["audit"]>[number];

const AUDITS: { value: Audit; label: string }[] = [
  { value: "split_purchases", label: "Split purchases" },
  { value: "near_duplicates", label: "Nearly the same twice" },
  { value: "under_limit", label: "Just under a limit" },
  { value: "vendor_sequences", label: "Numbers out of order" },
  { value: "closed_days", label: "On a closed day" },
];

/** An analysis of another range, with another horizon, or with the checks of an auditor. */
export function NewAnalysis() {
  return (
    <Fold title="Analyse a range, or with other settings">
      <Section title="A new analysis">
        <Fields />
      </Section>
    </Fold>
  );
}

function Fields() {
  const [wanted, setWanted] = useState<Wanted>(NOTHING);
  const start = useStartAnalysis();
  const set = (part: Partial<Wanted>) => setWanted({ ...wanted, ...part });
  const { error } = start;
  return (
    <Form
      save={start}
      fields={["from", "to", "horizon", "materiality", "approval_limit", "audit"]}
      onSubmit={() => start.mutate(analysisInput(wanted), { onSuccess: () => tell("The analysis has begun; it appears below.") })}
      button="Start"
      aside={
        <Button variant="subtle" mih={44} onClick={() => setWanted(NOTHING)}>
          Clear
        </Button>
      }
    >
      <TextInput type="date" label="From" value={wanted.from} max={wanted.to || undefined} onChange={(e) => set({ from: e.currentTarget.value })} error={refusal(error, "from")} />
      <TextInput type="date" label="To" value={wanted.to} min={wanted.from || undefined} onChange={(e) => set({ to: e.currentTarget.value })} error={refusal(error, "to")} />
      <NumberInput label="Months ahead" min={1} max={12} allowDecimal={false} value={wanted.horizon} onChange={(horizon) => set({ horizon })} error={refusal(error, "horizon")} />
      <TextInput label="Least money at stake" inputMode="decimal" placeholder="From your own scale" value={wanted.materiality} onChange={(e) => set({ materiality: e.currentTarget.value })} error={refusal(error, "materiality")} />
      <MultiSelect label="Checks of an auditor" data={AUDITS} value={wanted.audit} onChange={(audit) => set({ audit: audit as Audit[] })} clearable error={refusal(error, "audit")} />
      <TextInput label="Approval from" inputMode="decimal" placeholder="No limit" value={wanted.limit} onChange={(e) => set({ limit: e.currentTarget.value })} error={refusal(error, "approval_limit")} />
    </Form>
  );
}
