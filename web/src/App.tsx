import { Center, Loader, Stack } from "@mantine/core";
import { Route, Router, Switch } from "wouter";

import { useSession } from "./api/session";
import { Trouble } from "./components/Trouble";
import { Frame } from "./frame/Frame";
import { useHashPlace } from "./location";
import { ROUTES } from "./routes";
import { NotFound } from "./views/NotFound";
import { SignIn } from "./views/SignIn";

export function App() {
  const session = useSession();
  if (session.isPending) {
    return (
      <Center h="100dvh">
        <Loader aria-label="Loading" />
      </Center>
    );
  }
  if (session.isError) {
    return (
      <Stack maw={480} mx="auto" p="md" pt="20dvh">
        <Trouble error={session.error} retry={() => session.refetch()} />
      </Stack>
    );
  }
  if (!session.data) return <SignIn />;
  return (
    <Router hook={useHashPlace}>
      <Frame>
        <Switch>
          {ROUTES.map(({ path, View }) => (
            <Route key={path} path={path}>
              <View />
            </Route>
          ))}
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Frame>
    </Router>
  );
}
