import { Group, Text } from "@mantine/core";

import logo from "../logo.svg";

export function Logo() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src={logo} width={28} height={28} alt="" />
      <Text component="span" fw={700} size="lg">
        Outlay
      </Text>
    </Group>
  );
}
