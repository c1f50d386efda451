import type { Analysis } from "../../api/types";

/** What the view of each part of a result is given. */
export interface PartProps {
  analysis: Analysis;
  /** ISO 4217 code of every amount. */
  currency: string;
}
