import { Button, Text } from "@mantine/core";

import { useForgetModel, useModels } from "../../api/account";
import { explain } from "../../api/problem";
import type { Model } from "../../api/types";
import { Section } from "../../components/Section";
import { describeRange, formatCount, formatTime, plural } from "../../format";
import { tell } from "../../notify";
import { MODEL } from "../../words";
import { List } from "./List";

const nameOf = ({ kind, category }: Model) => (MODEL[kind] ?? kind) + (category ? `: ${category}` : "");

/** What the analyses learned and use again. */
export function ModelsPanel() {
  const models = useModels();
  return (
    <Section title="Trained models">
      <Text size="sm" c="dimmed" mb="sm">
        Analyses use them again while they are younger than a week and your spending has not drifted. A model you forget is
        trained again by the next analysis.
      </Text>
      <List
        label="Trained models"
        query={{ ...models, data: models.data?.items }}
        empty="None yet: the first analysis trains them."
        id={(model) => model.id}
      >
        {(model) => <Entry model={model} />}
      </List>
    </Section>
  );
}

function Entry({ model }: { model: Model }) {
  const forget = useForgetModel();
  return (
    <>
      <div className="report-name">
        <Text fw={600}>{nameOf(model)}</Text>
        <Text size="sm" c="dimmed">
          {[
            `${plural(model.rows, "row")}, ${describeRange(model.trained_from, model.trained_to)}`,
            `${formatCount(Math.ceil(model.size / 1000))} kB`,
            `trained ${formatTime(model.created_at)}`,
          ].join(" · ")}
        </Text>
      </div>
      <Button
        className="report-end"
        variant="subtle"
        color="gray"
        mih={44}
        aria-label={`Forget ${nameOf(model)}`}
        loading={forget.isPending}
        onClick={() => forget.mutate(model.id, { onError: (error) => tell(explain(error), { bad: true }) })}
      >
        Forget
      </Button>
    </>
  );
}
