import type { Rule, RuleInput } from "../../api/types";
import { formatMoney } from "../../format";

const NAMES = ["words", "pattern", "min", "max", "account_id", "category", "merchant", "kind", "position"] as const;

/** What of a rule is sent: fields that are empty are left out, an amount may have a comma. */
export function ruleInput(rule: Partial<Rule> | RuleInput): RuleInput {
  const given = NAMES.flatMap((name) => {
    const value = rule[name];
    if (value === undefined || value === "") return [];
    const amount = name === "min" || name === "max";
    return [[name, typeof value === "string" ? (amount ? value.trim().replace(",", ".") : value.trim()) : value]];
  });
  return Object.fromEntries(given);
}

/** A rule in two sentences: what it is about, and what it does. */
export function ruleSays(rule: RuleInput, currency: string): { when: string; then: string } {
  const money = (amount: string) => formatMoney(amount, currency);
  const about: string[] = [];
  if (rule.words) about.push(`“${rule.words}”`);
  if (rule.pattern) about.push(`matching ${rule.pattern}`);
  if (rule.min && rule.max) about.push(`${money(rule.min)} to ${money(rule.max)}`);
  else if (rule.min) about.push(`from ${money(rule.min)}`);
  else if (rule.max) about.push(`up to ${money(rule.max)}`);
  if (rule.account_id) about.push("of one bank account");
  const does: string[] = [];
  if (rule.category) does.push(`file under ${rule.category}`);
  if (rule.merchant) does.push(`merchant ${rule.merchant}`);
  if (rule.kind) does.push(`kind ${rule.kind}`);
  return { when: about.join(", "), then: does.join(", ").replace(/^./, (c) => c.toUpperCase()) };
}
