import { Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconChevronUp, IconFileImport, IconLogout, IconSettings } from "@tabler/icons-react";
import { Link } from "wouter";

import { useSignOut, useUser } from "../api/session";

/** Who is signed in, and what belongs to them. */
export function AccountMenu() {
  const user = useUser();
  return (
    <Menu position="top-start" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton className="outlay-account" aria-label={`Account of ${user.email}`}>
          <span style={{ minWidth: 0 }}>
            <Text size="sm" fw={600} truncate>
              {user.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {user.email}
            </Text>
          </span>
          <IconChevronUp size={16} style={{ flexShrink: 0 }} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <AccountItems />
      </Menu.Dropdown>
    </Menu>
  );
}

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "System" },
];

export function AccountItems() {
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Item component={Link} href="/account" leftSection={<IconSettings size={18} stroke={1.7} />}>
        Account and settings
      </Menu.Item>
      <Menu.Item component={Link} href="/imports" leftSection={<IconFileImport size={18} stroke={1.7} />}>
        Imports
      </Menu.Item>
      <Menu.Item leftSection={<IconLogout size={18} stroke={1.7} />} onClick={() => signOut.mutate()}>
        Sign out
      </Menu.Item>
      <Menu.Divider />
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Appearance"
        data={SCHEMES}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as MantineColorScheme)}
      />
    </>
  );
}
