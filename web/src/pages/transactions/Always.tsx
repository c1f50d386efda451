import { Button, Stack, Text } from "@mantine/core";

import { useAddRule, useRuleOffer } from "../../api/always";
import type { Expense, RuleOffer } from "../../api/types";
import { Trouble } from "../../components/Trouble";
import { plural } from "../../format";
import { ENTRY_KIND } from "../../imports";
import { tell } from "../../notify";

/** Offers to file everything like this entry, with what that would change. */
export function Always({ expense }: { expense: Expense }) {
  const offer = useRuleOffer(expense);
  const add = useAddRule();
  if (!offer.data) return null;
  const { rule, test } = offer.data;
  function always() {
    add.mutate(rule, { onSuccess: () => tell(`From now on ${describe(offer.data!)}. Rules are listed on the account page.`) });
  }
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        Always: {describe(offer.data)}.{" "}
        {test.changes === 0 ? "That changes nothing that is there." : `${plural(test.changes, "entry", "entries")} that ${test.changes === 1 ? "is" : "are"} there would change.`}
      </Text>
      {add.isError && <Trouble error={add.error} title="The rule was not added" />}
      <Button size="xs" variant="default" loading={add.isPending} disabled={add.isSuccess} onClick={always}>
        {test.changes > 0 ? `Always, and change ${plural(test.changes, "entry", "entries")}` : "Always from now on"}
      </Button>
    </Stack>
  );
}

function describe({ rule }: RuleOffer): string {
  const sets = [rule.category && `in ${rule.category}`, rule.kind && `as ${ENTRY_KIND[rule.kind].toLowerCase()}`, rule.merchant && `under ${rule.merchant}`];
  return `what has “${rule.words ?? rule.pattern ?? ""}” is filed ${sets.filter(Boolean).join(", ")}`;
}
