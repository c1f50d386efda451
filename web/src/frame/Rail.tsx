import { Anchor, Button, Kbd, NavLink } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link, useLocation } from "wouter";

import { Logo } from "../components/Logo";
import { PLACES } from "../routes";
import { AccountMenu } from "./AccountMenu";
import { openPalette } from "./PaletteHost";
import { isAt } from "./place";

/** The places at the left of a wide screen. */
export function Rail() {
  const [at] = useLocation();
  return (
    <aside className="outlay-rail" aria-label="Outlay">
      <Anchor component={Link} href="/" c="inherit" underline="never" aria-label="Outlay, to the start" px="xs">
        <Logo />
      </Anchor>
      <Button
        variant="default"
        size="xs"
        fw={400}
        justify="space-between"
        leftSection={<IconSearch size={14} />}
        rightSection={<Kbd size="xs">{MOD} K</Kbd>}
        onClick={openPalette}
      >
        Search
      </Button>
      <nav aria-label="Places">
        {PLACES.map(({ path, label, icon: Icon }) => (
          <NavLink
            key={path}
            component={Link}
            href={path}
            label={label}
            active={isAt(path, at)}
            aria-current={isAt(path, at) ? "page" : undefined}
            leftSection={<Icon size={18} stroke={1.7} />}
            className="outlay-place"
          />
        ))}
      </nav>
      <AccountMenu />
    </aside>
  );
}

const MOD = /mac/i.test(navigator.platform) ? "⌘" : "Ctrl";
