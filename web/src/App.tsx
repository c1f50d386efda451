import { Center, Loader, Stack } from "@mantine/core";
import { Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";

import { useSession } from "./api/session";
import { Page } from "./components/Page";
import { Trouble } from "./components/Trouble";
import { AnalysisView } from "./views/AnalysisView";
import { Home } from "./views/Home";
import { ImportView } from "./views/imports/ImportView";
import { NotFound } from "./views/NotFound";
import { SettingsView } from "./views/settings/SettingsView";
import { SignIn } from "./views/SignIn";

/** Places are kept after `#`, so that the server has one page to serve and any place can be reloaded. */
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
  const user = session.data;
  return (
    <Router hook={useHashLocation}>
      <Page user={user}>
        <Switch>
          <Route path="/">
            <Home user={user} />
          </Route>
          <Route path="/analyses/:id/:tab?">{({ id, tab }) => <AnalysisView key={id} id={id} tab={tab} />}</Route>
          <Route path="/imports/:id">{({ id }) => <ImportView key={id} id={id} user={user} />}</Route>
          <Route path="/settings">
            <SettingsView user={user} />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Page>
    </Router>
  );
}
