import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { useTitle } from "../hooks";

interface Props {
  title: string;
  /** A sentence beside the title. */
  says?: ReactNode;
  /** Buttons at the right. */
  children?: ReactNode;
}

/** The head of a page, which also names the browser's tab. */
export function PageHead({ title, says, children }: Props) {
  useTitle(title);
  return (
    <Group justify="space-between" gap="sm" mb="md" align="center">
      <Group gap="sm" align="baseline" miw={0}>
        <Title order={1} size="h3">
          {title}
        </Title>
        {says && (
          <Text size="sm" c="dimmed" component="div">
            {says}
          </Text>
        )}
      </Group>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  );
}
