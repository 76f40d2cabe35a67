// What is wrong with a submitted item or text, told for the fields of what was submitted.
import { GatewayError } from "../../kit/errors.ts";
import type { Language } from "../../kit/i18n.ts";
import { type ConfigProblems, type Path, type Problem, pathText } from "../problem.ts";
import { said } from "../words.ts";

interface Field {
  /** JSON pointer into what was submitted; empty when it is about something else in the file. */
  readonly path: string;
  said(language: Language): string;
}

export class ConfigRefused extends GatewayError {
  readonly fields: readonly Field[];

  constructor(fields: readonly Field[], options?: ErrorOptions) {
    const told = fields.map(({ path, said }) => `${path} ${said("en")}`.trim()).join("; ");
    super(
      "config-invalid",
      `the configuration was refused: ${told}`,
      "Correct what is named and send it again.",
      options,
    );
    this.fields = fields;
  }
}

/** The problems of a file in which what was submitted stands at `at`; the empty path for a whole text. */
export function refusedBy(problems: ConfigProblems, at: Path): ConfigRefused {
  return new ConfigRefused(
    problems.problems.map((problem) => fieldOf(problem, at)),
    { cause: problems },
  );
}

function fieldOf(problem: Problem, at: Path): Field {
  const path = problem.at ?? [];
  const inside = at.length > 0 && at.every((segment, i) => path[i] === segment);
  return {
    path: inside ? path.slice(at.length).map(pointerPart).join("") : "",
    said(language) {
      const { message, remedy } = said(problem, language);
      const where = inside || path.length === 0 ? "" : `${pathText(path)}: `;
      return language === "en" ? `${where}${message}: ${remedy}` : `${where}${message}：${remedy}`;
    },
  };
}

function pointerPart(segment: string | number): string {
  return `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** A refusal of one field that no file is needed to judge. */
export function fieldRefused(path: string, words: Readonly<Record<Language, string>>): ConfigRefused {
  return new ConfigRefused([{ path, said: (language) => words[language] }]);
}
