import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { forgetSteps } from "../notify";
import { api, body } from "./client";
import { ApiError } from "./problem";
import type { User } from "./types";

const SESSION = ["session"];
const ENDED = ["session", "ended"];

/** The account that is signed in, or `null`. */
export function useSession() {
  return useQuery<User | null>({
    queryKey: SESSION,
    queryFn: () =>
      body(api.GET("/me")).catch((error) => {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }),
    staleTime: Infinity,
    retry: false,
  });
}

/** The account that is signed in; only where there is one, which is everywhere but in front of the sign-in form. */
export function useUser(): User {
  const { data } = useSession();
  if (!data) throw new Error("nobody is signed in");
  return data;
}

/** True once the session ended by itself, so that the form can say why it is there. */
export const useWasEnded = () => useQueryClient().getQueryData(ENDED) === true;

export interface Credentials {
  email: string;
  password: string;
}

export interface NewAccount extends Credentials {
  name: string;
  currency: string;
}

/** Signs in; the API keeps the session in HttpOnly cookies. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Credentials) => body(api.POST("/auth/login", { body: { ...given, cookies: true } })),
    onSuccess: () => client.invalidateQueries({ queryKey: SESSION }),
  });
}

/** Creates an account and signs in to it. */
export function useRegister() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: NewAccount) =>
      body(api.POST("/auth/register", { body: { ...given, cookies: true } })),
    onSuccess: () => client.invalidateQueries({ queryKey: SESSION }),
  });
}

/** Forgets the session that is over, with everything that was loaded in it. */
export function forgetSession(client: QueryClient): void {
  forgetSteps();
  client.setQueryData(SESSION, null);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
}

/** The session ended while it was worked in. */
export function sessionEnded(client: QueryClient): void {
  const was = Boolean(client.getQueryData(SESSION));
  forgetSession(client);
  if (was) client.setQueryData(ENDED, true);
}

/** Ends the session. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/auth/logout", { body: {} })),
    onSettled: () => forgetSession(client),
  });
}
