import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import type { ImportPatch, OpenQuestion } from "../../api/types";
import { answerName, answerPatch, isAboutColumns } from "../../imports";

interface Props {
  questions: OpenQuestion[];
  busy: boolean;
  onAnswer: (change: ImportPatch) => void;
}

/** What only the person can say, each with its answers as buttons. */
export function Questions({ questions, busy, onAnswer }: Props) {
  return (
    <Alert color="yellow" title={questions.length === 1 ? "One question" : "Some questions"} role="alert">
      <Stack gap="md">
        {questions.map((question) => (
          <div key={question.code}>
            <Text size="sm" mb="xs">
              {question.text}
            </Text>
            {isAboutColumns(question) ? (
              <Text size="sm" c="dimmed">
                Say it with the menus over the columns below.
              </Text>
            ) : question.answers.length > 0 ? (
              <Group gap="xs">
                {question.answers.map((answer) => (
                  <Button
                    key={answer}
                    size="compact-md"
                    variant="default"
                    disabled={busy}
                    onClick={() => onAnswer(answerPatch(question.code, answer))}
                  >
                    {answerName(answer)}
                  </Button>
                ))}
              </Group>
            ) : (
              <Free question={question} busy={busy} onAnswer={onAnswer} />
            )}
          </div>
        ))}
      </Stack>
    </Alert>
  );
}

/** A question whose answer is written. */
function Free({ question, busy, onAnswer }: { question: OpenQuestion; busy: boolean; onAnswer: Props["onAnswer"] }) {
  const [text, setText] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onAnswer(answerPatch(question.code, text.trim()));
      }}
    >
      <Group gap="xs">
        <TextInput
          aria-label="Answer"
          value={text}
          maxLength={100}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={busy || !text.trim()}>
          Answer
        </Button>
      </Group>
    </form>
  );
}
