import { Button, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { useAddBankAccount, useBankAccounts, useRemoveBankAccount } from "../../api/bank";
import { explain } from "../../api/problem";
import type { BankAccount, BankAccountKind } from "../../api/types";
import { Section } from "../../components/Section";
import { formatDay, formatMoney, humanise } from "../../format";
import { tell } from "../../notify";
import { Form, refusal } from "./Form";
import { List } from "./List";

const KINDS: BankAccountKind[] = ["current", "savings", "card", "loan", "cash", "other"];

/** Accounts at banks; files name them by their number. */
export function BankAccounts() {
  const accounts = useBankAccounts();
  const add = useAddBankAccount();
  const [name, setName] = useState("");
  const [number, setNumber] = useState("");
  const [kind, setKind] = useState<BankAccountKind>("current");

  function submit() {
    add.mutate(
      { name: name.trim(), kind, number: number.trim() || undefined },
      {
        onSuccess: () => {
          setName("");
          setNumber("");
        },
      },
    );
  }

  return (
    <Section title="Bank accounts">
      <List
        label="Bank accounts"
        query={{ ...accounts, data: accounts.data?.items }}
        empty="None yet. A file that names an account adds it by itself."
        id={(account) => account.id}
      >
        {(account) => <Entry account={account} />}
      </List>
      <Text fw={600} mt="md" mb="xs">
        Another account
      </Text>
      <Form save={add} fields={["name", "number", "kind"]} onSubmit={submit} button="Add" disabled={!name.trim()} done="Added.">
        <TextInput label="Name" value={name} maxLength={100} onChange={(e) => setName(e.currentTarget.value)} error={refusal(add.error, "name")} />
        <TextInput label="Number or IBAN" value={number} maxLength={200} onChange={(e) => setNumber(e.currentTarget.value)} error={refusal(add.error, "number")} />
        <Select label="Kind" data={KINDS.map((value) => ({ value, label: humanise(value) }))} value={kind} allowDeselect={false} onChange={(value) => setKind(value as BankAccountKind)} error={refusal(add.error, "kind")} />
      </Form>
    </Section>
  );
}

function Entry({ account }: { account: BankAccount }) {
  const remove = useRemoveBankAccount();
  const add = useAddBankAccount();
  const { name, kind, number, currency, balance, balance_date: day } = account;
  return (
    <>
      <div className="report-name">
        <Text fw={600} dir="auto">
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {[humanise(kind), number, balance !== undefined && day ? `${formatMoney(balance, currency)} on ${formatDay(day)}` : currency]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <Button
        className="report-end"
        variant="subtle"
        color="gray"
        mih={44}
        loading={remove.isPending}
        aria-label={`Remove ${name}`}
        onClick={() =>
          remove.mutate(account.id, {
            onSuccess: () => tell(`${name} was removed; its entries stay.`, { undo: () => add.mutateAsync({ name, kind, number, currency }) }),
            onError: (error) => tell(explain(error), { bad: true }),
          })
        }
      >
        Remove
      </Button>
    </>
  );
}
