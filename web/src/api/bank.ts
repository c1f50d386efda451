import { useQuery } from "@tanstack/react-query";

import { useChange } from "./change";
import { api, body } from "./client";
import type { BankAccountInput } from "./types";

const ACCOUNTS = ["accounts"];
const LAYOUTS = ["layouts"];

/** Accounts at banks, in order of creation. */
export const useBankAccounts = () => useQuery({ queryKey: ACCOUNTS, queryFn: () => body(api.GET("/accounts")) });

export const useAddBankAccount = () => useChange(ACCOUNTS, (account: BankAccountInput) => body(api.POST("/accounts", { body: account })));

export const useRenameBankAccount = () =>
  useChange(ACCOUNTS, ({ id, name }: { id: string; name: string }) =>
    body(api.PATCH("/accounts/{id}", { params: { path: { id } }, body: { name } })),
  );

export const useRemoveBankAccount = () =>
  useChange(ACCOUNTS, (id: string) => body(api.DELETE("/accounts/{id}", { params: { path: { id } } })));

/** How files of a bank are read, as it was learned from corrections. */
export const useLayouts = () => useQuery({ queryKey: LAYOUTS, queryFn: () => body(api.GET("/layouts")) });

export const useRenameLayout = () =>
  useChange(LAYOUTS, ({ id, name }: { id: string; name: string }) =>
    body(api.PATCH("/layouts/{id}", { params: { path: { id } }, body: { name } })),
  );

export const useForgetLayout = () => useChange(LAYOUTS, (id: string) => body(api.DELETE("/layouts/{id}", { params: { path: { id } } })));
