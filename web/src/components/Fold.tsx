import { Button } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId, useState, type ReactNode } from "react";

/** What only some want to read, behind its title until it is asked for. */
export function Fold({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <section aria-label={title}>
      <Button
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        mih={44}
        h="auto"
        px="xs"
        py={6}
        maw="100%"
        styles={{ inner: { justifyContent: "flex-start" }, label: { whiteSpace: "normal", textAlign: "left", lineHeight: 1.35, overflow: "visible" } }}
        leftSection={<Icon size={18} />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {title}
      </Button>
      <div id={id}>{open && children}</div>
    </section>
  );
}
