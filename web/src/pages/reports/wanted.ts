import type { AnalysisInput } from "../../api/types";
import { readAmount } from "../../money";

/** What a person asks of an analysis, as the fields of the form hold it. */
export interface Wanted {
  from: string;
  to: string;
  horizon: number | string;
  materiality: string;
  audit: NonNullable<AnalysisInput["audit"]>;
  limit: string;
}

export const NOTHING: Wanted = { from: "", to: "", horizon: 3, materiality: "", audit: [], limit: "" };

/** An amount as the API reads it; what is none goes as it is, for the API to say so at its field. */
const amount = (text: string) => (text.trim() === "" ? undefined : (readAmount(text) ?? text.trim()));

/** What is sent: fields that are empty are left out. */
export function analysisInput({ from, to, horizon, materiality, audit, limit }: Wanted): AnalysisInput {
  return {
    from: from || undefined,
    to: to || undefined,
    horizon: Number(horizon) || undefined,
    materiality: amount(materiality),
    audit: audit.length > 0 ? audit : undefined,
    approval_limit: amount(limit),
  };
}
