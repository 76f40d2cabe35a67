// Errors as RFC 9457 problems: a stable code, and texts in the asker's language. The codes and texts come from whoever builds the application.
import type { ProblemBody as NamedMembers } from "../../contract/problem.ts";
import { GatewayError } from "../errors.ts";
import type { Language } from "../i18n.ts";

export interface FieldError {
  /** JSON pointer into the body, or `/name` of a query parameter. */
  readonly path: string;
  readonly message: string;
}

/** A text per language, made when it is known who asks. */
export type Text = (language: Language) => string;

export interface ProblemOptions extends ErrorOptions {
  /** What was wrong this time; default: the code's own explanation. */
  readonly detail?: Text;
  /** What to do this time; default: the code's own remedy. */
  readonly remedy?: Text;
  readonly errors?: (language: Language) => readonly FieldError[];
  /** Extension members, such as `epoch`. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another status than the code's own, where HTTP has a more exact one. */
  readonly status?: number;
}

/** A refusal that a person or a program at the other end must understand. */
export class Problem extends GatewayError {
  readonly options: ProblemOptions;
  constructor(code: string, options: ProblemOptions = {}) {
    super(code, options.detail?.("en") ?? code, "See the answer's `remedy`.", options);
    this.name = "Problem";
    this.options = options;
  }
}

/** What a code stands for. */
export interface ProblemKind {
  readonly status: number;
  readonly title: Readonly<Record<Language, string>>;
  /** Why it happens: the default `detail`. */
  readonly cause: Readonly<Record<Language, string>>;
  readonly remedy: Readonly<Record<Language, string>>;
}
export type ProblemKinds = ReadonlyMap<string, ProblemKind>;

/** With whatever else belongs to the error. */
export interface ProblemBody extends NamedMembers {
  readonly [member: string]: unknown;
}

/** The answer's body. Throws when the code is not among `kinds`: an invented code is our mistake. */
export function problemBody(kinds: ProblemKinds, problem: Problem, language: Language, instance: string): ProblemBody {
  const kind = kinds.get(problem.code);
  if (kind === undefined) throw new Error(`problem code ${problem.code} is not in the catalogue`, { cause: problem });
  const { detail, remedy, errors, members, status } = problem.options;
  return {
    type: `/api/docs/errors#${problem.code}`,
    title: kind.title[language],
    status: status ?? kind.status,
    code: problem.code,
    detail: detail?.(language) ?? kind.cause[language],
    remedy: remedy?.(language) ?? kind.remedy[language],
    instance,
    ...(errors === undefined ? {} : { errors: errors(language) }),
    ...members,
  };
}
