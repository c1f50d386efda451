import { Anchor, Badge, Button, Checkbox, Group, List, Loader, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation } from "wouter";

import { useBankAccounts, useCommit, useImportPatch, useImportPreview, useUndoImport } from "../../api/imports";
import type { Import, Preview, User } from "../../api/types";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { describeRange, formatMoney, plural } from "../../format";
import { useTitle } from "../../hooks";
import { tell } from "../../notify";
import { describeCounts, entered, formatName, obstacle } from "../../imports";
import { ColumnsTable } from "./ColumnsTable";
import { Questions } from "./Questions";
import { RefusedTable } from "./RefusedTable";
import { RowsTable } from "./RowsTable";

/** A file before it is entered: how it was understood, what is asked, the rows as they would be. */
export function ImportView({ id, user }: { id: string; user: User }) {
  useTitle("Check a file");
  const shown = useImportPreview(id);
  if (shown.isPending) return <Loader aria-label="Reading the file" />;
  if (shown.isError) return <Trouble error={shown.error} retry={() => shown.refetch()} />;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h3" style={{ overflowWrap: "anywhere" }}>
          {shown.data.file_name}
        </Title>
        <Anchor component={Link} href="/imports">
          All imports
        </Anchor>
      </Group>
      {shown.data.preview ? (
        <Open file={shown.data} preview={shown.data.preview} user={user} />
      ) : (
        <Closed file={shown.data} />
      )}
    </Stack>
  );
}

/** A file that is being read or entered, or was. */
function Closed({ file }: { file: Import }) {
  if (file.state !== "committed")
    return (
      <Group>
        <Loader size="sm" />
        <Text>{file.state === "entering" ? "It is being entered." : "It is being read."}</Text>
      </Group>
    );
  return <Text>{plural(file.expenses, "entry", "entries")} came from this file. It can be taken back on the page of imports.</Text>;
}

function Open({ file, preview, user }: { file: Import; preview: Preview; user: User }) {
  const patch = useImportPatch(file.id);
  const commit = useCommit(file.id);
  const discard = useUndoImport();
  const [, go] = useLocation();
  const [skip, setSkip] = useState(false);
  const [leftOut, setLeftOut] = useState(() => preview.rows.filter((row) => row.state === "left_out").map((row) => row.row));
  const { counts, questions } = preview;
  const stop = obstacle(counts, questions, skip);
  const number = entered(counts);

  function enter() {
    commit.mutate(skip, {
      onSuccess: () => {
        if (number > 0) tell(`${plural(number, "entry", "entries")} entered.`, { undo: () => discard.mutateAsync(file.id) });
        go("/");
      },
    });
  }

  function leaveOut(row: number, out: boolean) {
    const rows = out ? [...leftOut, row] : leftOut.filter((other) => other !== row);
    setLeftOut(rows);
    patch.mutate({ leave_out: rows });
  }

  return (
    <>
      {questions.length > 0 && (
        <Questions questions={questions} busy={patch.isPending} onAnswer={(change) => patch.mutate(change)} />
      )}
      {patch.isError && <Trouble error={patch.error} title="It stays as it was" />}
      <Section title={formatName(file.format)} aside={<AccountMenu file={file} preview={preview} onChoose={patch.mutate} />}>
        <Stack gap="sm">
          <Group gap="xs" aria-label="What becomes of the rows" role="list">
            {describeCounts(counts).map((words) => (
              <Badge key={words} role="listitem" variant="light" tt="none">
                {words}
              </Badge>
            ))}
          </Group>
          {number > 0 && (
            <Text size="sm">
              {formatMoney(preview.total, user.currency)} of spending, {describeRange(preview.first, preview.last)}.
            </Text>
          )}
          {preview.notes.length > 0 && (
            <List size="sm" c="dimmed">
              {preview.notes.map((note) => (
                <List.Item key={note}>{note}</List.Item>
              ))}
            </List>
          )}
          {counts.refused > 0 && (
            <Checkbox
              label={`Leave out ${plural(counts.refused, "row")} that cannot be read`}
              checked={skip}
              onChange={(event) => setSkip(event.currentTarget.checked)}
            />
          )}
          <Group>
            <Button
              disabled={stop !== undefined || patch.isPending}
              loading={commit.isPending}
              onClick={enter}
            >
              {number > 0 ? `Enter ${plural(number, "row")}` : "Nothing new: done"}
            </Button>
            <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate(file.id, { onSuccess: () => go("/imports") })}>
              Discard
            </Button>
            {stop && (
              <Text size="sm" c="dimmed">
                {stop}
              </Text>
            )}
          </Group>
          {commit.isError && <Trouble error={commit.error} title="Nothing was entered" />}
        </Stack>
      </Section>
      {preview.layout && preview.sample.length > 0 && (
        <ColumnsTable
          layout={preview.layout}
          sample={preview.sample}
          busy={patch.isPending}
          onChange={(layout) => patch.mutate({ layout })}
        />
      )}
      <RowsTable rows={preview.rows} all={counts.rows} currency={user.currency} leftOut={leftOut} onLeaveOut={leaveOut} />
      {preview.refused.length > 0 && (
        <RefusedTable title="Rows that cannot be read" rows={preview.refused} all={counts.refused} />
      )}
      {preview.skipped.length > 0 && (
        <RefusedTable title="Rows that are no payments" rows={preview.skipped} all={counts.skipped} />
      )}
    </>
  );
}

/** Which of the person's accounts the file is of, unless it says so itself. */
function AccountMenu({
  file,
  preview,
  onChoose,
}: {
  file: Import;
  preview: Preview;
  onChoose: (change: { account_id: string | null }) => void;
}) {
  const accounts = useBankAccounts().data?.items ?? [];
  const named = preview.accounts.map((account) => account.name).join(", ");
  if (accounts.length === 0) return named ? <Text size="sm">Account {named}</Text> : null;
  return (
    <NativeSelect
      aria-label="Account"
      value={file.account_id ?? ""}
      onChange={(event) => onChoose({ account_id: event.currentTarget.value || null })}
      data={[
        { value: "", label: named && !file.account_id ? `Account ${named}` : "Account: none" },
        ...accounts.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
