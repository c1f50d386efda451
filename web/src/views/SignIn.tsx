import {
  Anchor,
  Box,
  Button,
  Code,
  Container,
  Paper,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useState, type FormEvent } from "react";

import { ApiError } from "../api/problem";
import { useRegister, useSignIn, useWasEnded } from "../api/session";
import { Logo } from "../components/Logo";
import { Trouble } from "../components/Trouble";
import { useTitle } from "../hooks";

const FIELDS = ["email", "password", "name", "currency"];
const CURRENCIES = ["USD", "EUR", "GBP", "CHF", "JPY", "INR", "AUD", "CAD", "CNY", "BRL", "MXN", "SEK", "PLN", "ZAR"];

/** Signs in to an account, or creates one. */
export function SignIn() {
  const [creating, setCreating] = useState(false);
  const ended = useWasEnded();
  useTitle(creating ? "Create account" : "Sign in");
  return (
    <Container component="main" size="md" py={{ base: "xl", sm: "12dvh" }}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={{ base: "lg", sm: 56 }} verticalSpacing="lg">
        <Stack gap="md" justify="center">
          <Logo />
          <Title order={1} size="h2">
            Find the spending that does not fit, and know why.
          </Title>
          <Text c="dimmed">
            Upload a list of expenses. Outlay ranks what is irregular with reasons you can check, forecasts the next
            months with honest intervals, tells when habits drift, and hands you a workbook.
          </Text>
        </Stack>
        <Paper withBorder p="lg" bg="var(--outlay-surface)">
          {ended && (
            <Text size="sm" mb="sm" role="status">
              You were signed out. Sign in to go on where you were.
            </Text>
          )}
          {/* A key of its own: changing sides starts with clean messages. */}
          <AccountForm key={String(creating)} creating={creating} />
          <Text size="sm" mt="md">
            {creating ? "Already have an account? " : "New here? "}
            <Anchor component="button" type="button" size="sm" underline="always" onClick={() => setCreating(!creating)}>
              {creating ? "Sign in" : "Create an account"}
            </Anchor>
          </Text>
          {!creating && (
            <Text size="sm" c="dimmed" mt="xs">
              Only looking around? <Code>outlay demo</Code> makes an account full of sample expenses and prints how to
              sign in.
            </Text>
          )}
        </Paper>
      </SimpleGrid>
    </Container>
  );
}

function AccountForm({ creating }: { creating: boolean }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [currency, setCurrency] = useState("USD");
  const signIn = useSignIn();
  const register = useRegister();
  const action = creating ? register : signIn;
  const refused = action.error instanceof ApiError ? action.error : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (creating) register.mutate({ name: name.trim(), email: email.trim(), password, currency });
    else signIn.mutate({ email: email.trim(), password });
  }

  return (
    <Box component="form" onSubmit={submit}>
      <Stack gap="sm">
        <Title order={2} size="h3">
          {creating ? "Create an account" : "Sign in"}
        </Title>
        {action.isError && !refused?.isAbout(FIELDS) && <Trouble error={action.error} />}
        {creating && (
          <TextInput
            label="Name"
            name="name"
            autoComplete="name"
            required
            autoFocus
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
            error={refused?.field("name")}
          />
        )}
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus={!creating}
          withAsterisk={false}
          maxLength={254}
          value={email}
          onChange={(e) => setEmail(e.currentTarget.value)}
          error={refused?.field("email")}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete={creating ? "new-password" : "current-password"}
          description={creating ? "At least 10 characters" : undefined}
          minLength={creating ? 10 : undefined}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          error={refused?.field("password")}
        />
        {creating && (
          <Select
            label="Currency"
            description="Of all amounts in this account"
            data={CURRENCIES}
            searchable
            allowDeselect={false}
            value={currency}
            onChange={(value) => setCurrency(value ?? "USD")}
            error={refused?.field("currency")}
          />
        )}
        <Button type="submit" loading={action.isPending} mt="xs">
          {creating ? "Create account" : "Sign in"}
        </Button>
      </Stack>
    </Box>
  );
}
