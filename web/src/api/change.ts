import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";

/** A change after which what is kept under `key` is asked for again, also where it was refused. */
export function useChange<Given, Answer>(key: QueryKey, mutationFn: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: key }) });
}
