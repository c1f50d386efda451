import { Menu, UnstyledButton } from "@mantine/core";
import { IconDots, IconSearch } from "@tabler/icons-react";
import { Link, useLocation } from "wouter";

import { PLACES } from "../routes";
import { AccountItems } from "./AccountMenu";
import { openPalette } from "./PaletteHost";
import { isAt } from "./place";

const SHOWN = 4;

/** The places at the bottom of a phone, within reach of a thumb; those that have no room are under "More". */
export function BottomBar() {
  const [at] = useLocation();
  const rest = PLACES.slice(SHOWN);
  return (
    <nav className="outlay-bar" aria-label="Places">
      {PLACES.slice(0, SHOWN).map(({ path, label, icon: Icon }) => (
        <Link key={path} href={path} className="outlay-bar-item" aria-current={isAt(path, at) ? "page" : undefined}>
          <Icon size={22} stroke={1.7} />
          {label}
        </Link>
      ))}
      <Menu position="top-end" width={220} shadow="md">
        <Menu.Target>
          <UnstyledButton className="outlay-bar-item" data-active={rest.some(({ path }) => isAt(path, at)) || undefined}>
            <IconDots size={22} stroke={1.7} />
            More
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map(({ path, label, icon: Icon }) => (
            <Menu.Item key={path} component={Link} href={path} leftSection={<Icon size={18} stroke={1.7} />}>
              {label}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<IconSearch size={18} stroke={1.7} />} onClick={openPalette}>
            Search
          </Menu.Item>
          <Menu.Divider />
          <AccountItems />
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
