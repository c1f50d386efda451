import { Button, NumberInput, SegmentedControl, Select, Skeleton, Text } from "@mantine/core";
import { useState } from "react";

import { useSaveSchedule, useSchedule } from "../../api/me";
import type { Schedule, ScheduleInput } from "../../api/types";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { formatTime } from "../../format";
import { Form, refusal } from "./Form";
import { weekdays } from "./weekdays";

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, "0")}:00` }));

/** When analyses start by themselves. */
export function ScheduleForm() {
  const schedule = useSchedule();
  const save = useSaveSchedule();
  return (
    <Section title="Schedule">
      {schedule.isError ? (
        <Trouble error={schedule.error} retry={() => schedule.refetch()} />
      ) : schedule.data === undefined ? (
        <Skeleton h={96} aria-label="Loading" role="group" />
      ) : (
        <Fields key={JSON.stringify(schedule.data)} schedule={schedule.data} save={save} />
      )}
    </Section>
  );
}

function Fields({ schedule, save }: { schedule: Schedule | null; save: ReturnType<typeof useSaveSchedule> }) {
  const [frequency, setFrequency] = useState<ScheduleInput["frequency"]>(schedule?.frequency ?? "monthly");
  const [day, setDay] = useState<number | string>(schedule?.day ?? 1);
  const [hour, setHour] = useState(String(schedule?.hour ?? 6));
  const zone = schedule?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {schedule ? `The next analysis starts ${formatTime(schedule.next_run_at)}.` : "Analyses start only when you ask for one."}
      </Text>
      <Form
        save={save}
        fields={["day", "hour", "time_zone", "frequency"]}
        onSubmit={() => save.mutate({ frequency, day: Number(day) || 1, hour: Number(hour), time_zone: zone })}
        button={schedule ? "Save the schedule" : "Analyse by schedule"}
        aside={
          schedule && (
            <Button variant="default" mih={44} onClick={() => save.mutate(null)}>
              Switch it off
            </Button>
          )
        }
      >
        <SegmentedControl
          aria-label="How often"
          style={{ alignSelf: "end" }}
          value={frequency}
          onChange={(value) => {
            setFrequency(value as ScheduleInput["frequency"]);
            setDay(1);
          }}
          data={[
            { value: "monthly", label: "Every month" },
            { value: "weekly", label: "Every week" },
          ]}
        />
        {frequency === "weekly" ? (
          <Select label="On" data={weekdays()} value={String(day)} allowDeselect={false} onChange={(value) => setDay(Number(value))} error={refusal(save.error, "day")} />
        ) : (
          <NumberInput label="On day" min={1} max={28} allowDecimal={false} value={day} onChange={setDay} error={refusal(save.error, "day")} />
        )}
        <Select label={`At (${zone})`} data={HOURS} value={hour} allowDeselect={false} onChange={(value) => setHour(value ?? "6")} error={refusal(save.error, "hour")} />
      </Form>
    </>
  );
}
