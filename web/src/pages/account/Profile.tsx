import { TextInput } from "@mantine/core";
import { useState } from "react";

import { useSaveProfile } from "../../api/me";
import type { User } from "../../api/types";
import { Section } from "../../components/Section";
import { formatDay } from "../../format";
import type { PanelProps } from ".";
import { Form, refusal } from "./Form";

const FIELDS = ["name", "phone", "gender", "date_of_birth", "currency"];

/** What the account says of its owner. Fields that are emptied are cleared. */
export function Profile({ user }: PanelProps) {
  const save = useSaveProfile();
  return (
    <Section title="Profile">
      <Fields key={JSON.stringify(user)} user={user} save={save} />
    </Section>
  );
}

function Fields({ user, save }: { user: User; save: ReturnType<typeof useSaveProfile> }) {
  const [name, setName] = useState(user.name);
  const [phone, setPhone] = useState(user.phone ?? "");
  const [gender, setGender] = useState(user.gender ?? "");
  const [born, setBorn] = useState(user.date_of_birth ?? "");
  const [currency, setCurrency] = useState(user.currency);

  function submit() {
    save.mutate({
      name: name.trim(),
      phone: phone.trim() || null,
      gender: gender.trim() || null,
      date_of_birth: born || null,
      // A ledger that holds something keeps its currency; the service says so when it is changed.
      ...(currency.trim().toUpperCase() === user.currency ? {} : { currency: currency.trim().toUpperCase() }),
    });
  }

  return (
    <Form save={save} fields={FIELDS} onSubmit={submit} button="Save" done="Saved.">
      <TextInput label="Name" value={name} maxLength={100} required autoComplete="name" onChange={(e) => setName(e.currentTarget.value)} error={refusal(save.error, "name")} />
      <TextInput label="E-mail" value={user.email} readOnly description={`Since ${formatDay(user.created_at.slice(0, 10))}`} inputWrapperOrder={["label", "input", "description"]} />
      <TextInput label="Telephone" type="tel" value={phone} maxLength={32} autoComplete="tel" onChange={(e) => setPhone(e.currentTarget.value)} error={refusal(save.error, "phone")} />
      <TextInput label="Gender" value={gender} maxLength={50} onChange={(e) => setGender(e.currentTarget.value)} error={refusal(save.error, "gender")} />
      <TextInput label="Date of birth" type="date" value={born} autoComplete="bday" onChange={(e) => setBorn(e.currentTarget.value)} error={refusal(save.error, "date_of_birth")} />
      <TextInput label="Currency" value={currency} maxLength={3} onChange={(e) => setCurrency(e.currentTarget.value)} error={refusal(save.error, "currency")} description="Only while there are no expenses and budgets" inputWrapperOrder={["label", "input", "description", "error"]} />
    </Form>
  );
}
