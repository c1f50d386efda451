import { Anchor, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";

import { useTitle } from "../hooks";

export function NotFound() {
  useTitle("Not found");
  return (
    <Stack>
      <Title order={1}>There is nothing here</Title>
      <Text>
        The address may be old. <Anchor component={Link} href="/">Back to the start</Anchor>
      </Text>
    </Stack>
  );
}
