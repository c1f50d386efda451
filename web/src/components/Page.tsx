import { Anchor, Box, Button, Container, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { useSignOut } from "../api/session";
import type { User } from "../api/types";
import { useArrival } from "../hooks";
import { Logo } from "./Logo";

/** The frame of every page of a signed-in account. */
export function Page({ user, children }: { user: User; children: ReactNode }) {
  const signOut = useSignOut();
  useArrival("main");
  return (
    <>
      <a href="#main" className="outlay-skip" onClick={skipToMain}>
        Skip to content
      </a>
      <Box component="header" className="outlay-header">
        <Container size="lg" py="xs">
          <Group justify="space-between" wrap="nowrap">
            <Anchor component={Link} href="/" c="inherit" underline="never" aria-label="Outlay, to the start">
              <Logo />
            </Anchor>
            <Group gap="sm" wrap="nowrap" miw={0}>
              <Text size="sm" c="dimmed" truncate visibleFrom="xs">
                {user.email}
              </Text>
              <Button component={Link} href="/settings" variant="subtle" size="xs">
                Settings
              </Button>
              <Button variant="default" size="xs" loading={signOut.isPending} onClick={() => signOut.mutate()}>
                Sign out
              </Button>
            </Group>
          </Group>
        </Container>
      </Box>
      <Container component="main" size="lg" py="lg" id="main" tabIndex={-1} style={{ outline: "none" }}>
        {children}
      </Container>
      <Container component="footer" size="lg" pb="lg">
        <Text size="xs" c="dimmed">
          Everything here can be done through the{" "}
          <Anchor href="/docs" size="xs" underline="always">
            API
          </Anchor>{" "}
          and the command line too.
        </Text>
      </Container>
    </>
  );
}

/** A plain `#main` would be taken for a place of its own. */
function skipToMain(event: React.MouseEvent) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
