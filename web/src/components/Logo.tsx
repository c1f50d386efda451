import { Group, Text } from "@mantine/core";

export function Logo() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/favicon.svg" width={28} height={28} alt="" />
      <Text component="span" fw={700} size="lg">
        Outlay
      </Text>
    </Group>
  );
}
