// The one setting up of Ajv for our schemas: the text forms of forms.ts and the keywords that Ajv does not have.
import { Ajv, type Options } from "ajv";
import { parseDuration } from "../contract/time.ts";
import { FORMS } from "./forms.ts";
import { parseSize } from "./texts.ts";

/**
 * An Ajv that fills in defaults and reports every error. Its code is not made smaller: that takes as long as all the rest of compiling,
 * and one file is checked once.
 */
export function newChecker(options: Options = {}): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    allowUnionTypes: true,
    code: { optimize: false },
    ...options,
  });
  for (const [name, form] of Object.entries(FORMS)) ajv.addFormat(name, { type: "string", validate: form.check });
  ajv.addKeyword({
    keyword: "atLeast",
    type: "string",
    validate: (limit: string, text: string) => amount(text) >= amount(limit),
  });
  ajv.addKeyword({
    keyword: "atMost",
    type: "string",
    validate: (limit: string, text: string) => amount(text) <= amount(limit),
  });
  return ajv;
}

/** Milliseconds or bytes; a text that is neither compares as NaN and is reported by its format. */
function amount(text: string): number {
  return parseDuration(text) ?? parseSize(text) ?? Number.NaN;
}
