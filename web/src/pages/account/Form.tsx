import { Button, Group, Stack, Text } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";

import { ApiError } from "../../api/problem";
import { Trouble } from "../../components/Trouble";

interface Props {
  /** The change that is sent. */
  save: { isPending: boolean; isSuccess: boolean; isError: boolean; error: unknown };
  /** Fields that show their own part of a refusal. */
  fields: string[];
  onSubmit: () => void;
  button: string;
  disabled?: boolean;
  /** Said once it is done. */
  done?: string;
  /** Further buttons. */
  aside?: ReactNode;
  children: ReactNode;
}

/** What a refusal says of one field. */
export const refusal = (error: unknown, field: string) => (error instanceof ApiError ? error.field(field) : undefined);

/** A form of a few fields: what is refused is told at its field, everything else above. */
export function Form({ save, fields, onSubmit, button, disabled, done, aside, children }: Props) {
  const told = save.error instanceof ApiError && save.error.isAbout(fields);
  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit();
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {save.isError && !told && <Trouble error={save.error} title="It was not saved" />}
        <div className="account-fields">{children}</div>
        <Group gap="sm">
          <Button type="submit" mih={44} loading={save.isPending} disabled={disabled}>
            {button}
          </Button>
          {aside}
          <Text size="sm" c="dimmed" role="status">
            {save.isSuccess && done}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
