// The gateway's errors at the fields of a form that they are about.
import type { FormInstance } from "antd";
import type { ApiProblem } from "../../api/http.ts";

export interface FieldError {
  readonly name: (string | number)[];
  readonly errors: string[];
}

/** `/phones/0` is the first of the list `phones`; what is not below `within` belongs to no field of this form. */
export function fieldErrors({ body }: ApiProblem, within = ""): FieldError[] {
  return (body.errors ?? [])
    .filter(({ path }) => path.startsWith(`${within}/`))
    .map(({ path, message }) => ({
      name: path
        .slice(within.length + 1)
        .split("/")
        .map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
      errors: [message],
    }));
}

/** Puts the errors at their fields; those of an earlier try go. */
export function showFieldErrors(form: FormInstance, problem: ApiProblem, within = ""): void {
  const outdated = form.getFieldsError().filter(({ errors }) => errors.length > 0);
  form.setFields(outdated.map(({ name }) => ({ name, errors: [] })));
  form.setFields(fieldErrors(problem, within));
}
