import { Center, Loader, Stack } from "@mantine/core";
import { lazy, Suspense } from "react";
import { Route, Router, Switch } from "wouter";

import { useSession } from "./api/session";
import { Trouble } from "./components/Trouble";
import { useHashPlace } from "./location";
import { ROUTES } from "./routes";
import { NotFound } from "./views/NotFound";

// Who signs in needs no frame yet, and who is signed in no form.
const SignIn = lazy(() => import("./views/SignIn").then((module) => ({ default: module.SignIn })));
const Frame = lazy(() => import("./frame/Frame").then((module) => ({ default: module.Frame })));

export function App() {
  const session = useSession();
  if (session.isPending) return <Waiting />;
  if (session.isError) {
    return (
      <Stack maw={480} mx="auto" p="md" pt="20dvh">
        <Trouble error={session.error} retry={() => session.refetch()} />
      </Stack>
    );
  }
  if (!session.data) {
    return (
      <Suspense fallback={<Waiting />}>
        <SignIn />
      </Suspense>
    );
  }
  return (
    <Router hook={useHashPlace}>
      <Suspense fallback={<Waiting />}>
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
      </Suspense>
    </Router>
  );
}

function Waiting() {
  return (
    <Center h="100dvh">
      <Loader aria-label="Loading" />
    </Center>
  );
}
