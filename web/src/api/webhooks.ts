import { useQuery } from "@tanstack/react-query";

import { useChange } from "./change";
import { api, body } from "./client";

const WEBHOOKS = ["webhooks"];

export const useWebhooks = () => useQuery({ queryKey: WEBHOOKS, queryFn: () => body(api.GET("/webhooks")) });

/** The answer holds the secret, which is not told again. */
export const useAddWebhook = () => useChange(WEBHOOKS, (url: string) => body(api.POST("/webhooks", { body: { url } })));

export const useRemoveWebhook = () => useChange(WEBHOOKS, (id: string) => body(api.DELETE("/webhooks/{id}", { params: { path: { id } } })));

export const useEnableWebhook = () =>
  useChange(WEBHOOKS, (id: string) => body(api.POST("/webhooks/{id}/enable", { params: { path: { id } } })));

/** The newest messages of a webhook and what became of them. */
export const useDeliveries = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: [...WEBHOOKS, id, "deliveries"],
    queryFn: () => body(api.GET("/webhooks/{id}/deliveries", { params: { path: { id } } })),
    enabled,
  });
