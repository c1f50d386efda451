import type { components } from "./schema";

/** An RFC 9457 problem as the API sends it. */
export type Problem = components["schemas"]["Problem"];
export type FieldError = components["schemas"]["FieldError"];

/** A request that failed, in words for a person. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail || problem.title || `The server answered with status ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
  }

  get fields(): FieldError[] {
    return this.problem.errors ?? [];
  }

  /** The first message about one field of the body, to be shown beside it. */
  field(name: string): string | undefined {
    const error = this.fields.find((e) => nameOf(e) === name);
    if (!error) return undefined;
    // Beside its field a message need not repeat the field's pointer.
    return error.detail.startsWith("/") && error.allowed ? `Allowed: ${error.allowed}` : error.detail;
  }

  /** True when every message belongs to one of these fields, so that nothing else needs to be said. */
  isAbout(names: string[]): boolean {
    return this.fields.length > 0 && this.fields.every((e) => names.includes(nameOf(e)));
  }
}

const nameOf = (error: FieldError) => error.parameter ?? error.pointer?.slice(1) ?? "";

/** What to tell a person about anything that was thrown. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof TypeError) return "The server cannot be reached. Is it running?";
  return error instanceof Error ? error.message : String(error);
}
