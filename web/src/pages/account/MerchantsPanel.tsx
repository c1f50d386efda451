import { Anchor, Badge, Button, Group, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState, type FormEvent } from "react";
import { Link } from "wouter";

import { useAlias, useAliases, useMerchants } from "../../api/account";
import { explain } from "../../api/problem";
import type { Alias, Merchant } from "../../api/types";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { formatDay, formatMoney, plural } from "../../format";
import { rowsOf } from "../../links";
import type { PanelProps } from ".";

/** Who the money goes to, and what each is called. */
export function MerchantsPanel({ user: { currency } }: PanelProps) {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 250);
  const found = useMerchants(q);
  const disputed = useAliases().data?.items.filter((alias) => alias.disputed) ?? [];
  const merchants = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title="Merchants">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          What stands behind your descriptions. When you change the description of an expense, the merchant&rsquo;s new name is
          learned for its other expenses; here you can say it yourself, and take it back.
        </Text>
        <Rename />
        {disputed.map((alias) => (
          <Disputed key={alias.key} alias={alias} />
        ))}
        <TextInput
          label="Find"
          placeholder="Part of a name"
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
          maw={320}
        />
        {found.isError && <Trouble error={found.error} retry={() => found.refetch()} />}
        {!found.data && !found.isError && <Skeleton h={120} aria-label="Loading" />}
        {found.data && merchants.length === 0 && <Text size="sm">{q ? "No merchant of that name." : "None yet."}</Text>}
        <ul className="report-rows" aria-label="Merchants">
          {merchants.map((m) => (
            <li key={m.merchant} className="report-row">
              <div className="report-name">
                <Anchor component={Link} href={rowsOf({ q: m.merchant })} c="inherit" fw={600} dir="auto">
                  {m.merchant || "(no description)"}
                </Anchor>
                <Text size="sm" c="dimmed">
                  {plural(m.count, "expense")} · latest {formatDay(m.last)}
                </Text>
                <Aliases merchant={m} />
              </div>
              <Text className="report-end number" fw={650}>
                {formatMoney(m.total, currency)}
              </Text>
            </li>
          ))}
        </ul>
        {found.hasNextPage && (
          <Button variant="default" mih={44} loading={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Stack>
    </Section>
  );
}

/** States what a merchant is called. */
function Rename() {
  const [key, setKey] = useState("");
  const [merchant, setMerchant] = useState("");
  const alias = useAlias();

  function submit(event: FormEvent) {
    event.preventDefault();
    alias.mutate(
      { key: key.trim(), merchant: merchant.trim() },
      {
        onSuccess: () => {
          setKey("");
          setMerchant("");
        },
      },
    );
  }

  return (
    <form onSubmit={submit}>
      <Stack gap={6}>
        <Group gap="sm" align="flex-end">
          <TextInput
            label="Everything at"
            placeholder="amzn mktp"
            value={key}
            maxLength={256}
            onChange={(e) => setKey(e.currentTarget.value)}
            style={{ flex: "1 1 180px" }}
          />
          <TextInput
            label="belongs to"
            placeholder="amazon"
            value={merchant}
            maxLength={256}
            onChange={(e) => setMerchant(e.currentTarget.value)}
            style={{ flex: "1 1 180px" }}
          />
          <Button type="submit" variant="default" mih={44} loading={alias.isPending} disabled={!key.trim() || !merchant.trim()}>
            Rename
          </Button>
        </Group>
        <Text size="xs" c={alias.isError ? "red" : "dimmed"} role="status">
          {alias.isSuccess && "Noted: the next analysis respects it."}
          {alias.isError && explain(alias.error)}
        </Text>
      </Stack>
    </form>
  );
}

function Aliases({ merchant }: { merchant: Merchant }) {
  const alias = useAlias();
  if (merchant.aliases.length === 0) return null;
  return (
    <Group gap={6}>
      {merchant.aliases.map(({ key, learned }) => (
        <Badge
          key={key}
          variant="default"
          tt="none"
          maw="100%"
          rightSection={
            <button
              type="button"
              className="outlay-remove"
              aria-label={`Take back that ${key} is ${merchant.merchant}`}
              disabled={alias.isPending}
              onClick={() => alias.mutate({ key, merchant: null })}
            >
              ×
            </button>
          }
        >
          {key}
          {learned && " (learned)"}
        </Badge>
      ))}
      {alias.isError && (
        <Text size="xs" c="red" role="alert">
          {explain(alias.error)}
        </Text>
      )}
    </Group>
  );
}

/** Two edits said two things: only its owner knows. */
function Disputed({ alias }: { alias: Alias }) {
  const settle = useAlias();
  return (
    <Group gap="xs" role="group" aria-label={`What ${alias.key} is`}>
      <Text size="sm">
        You changed <b>{alias.key}</b> to several names, so nothing follows from it.
      </Text>
      <Button
        mih={44}
        variant="default"
        disabled={settle.isPending}
        onClick={() => settle.mutate({ key: alias.key, merchant: alias.merchant })}
      >
        It is all {alias.merchant}
      </Button>
      <Button
        mih={44}
        variant="default"
        disabled={settle.isPending}
        onClick={() => settle.mutate({ key: alias.key, merchant: null })}
      >
        Forget it
      </Button>
    </Group>
  );
}
