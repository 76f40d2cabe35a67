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

/**
 * Puts the errors at their fields; those of an earlier try go. True: each of them stands at a field, so nothing is left to be said above the
 * form. What is about a whole line stands at the first field of the line, what is about a part of a field at that field.
 */
export function showFieldErrors(form: FormInstance, problem: ApiProblem, within = ""): boolean {
  const fields = form.getFieldsError();
  const outdated = fields.filter(({ errors }) => errors.length > 0);
  form.setFields(outdated.map(({ name }) => ({ name, errors: [] })));
  const names = fields.map(({ name }) => name);
  const placed = placedErrors(names, fieldErrors(problem, within));
  form.setFields(placed);
  const count = placed.reduce((sum, { errors }) => sum + errors.length, 0);
  return count > 0 && count === (problem.body.errors ?? []).length;
}

/** The errors at fields that a form has, those of one field together; what belongs to none of them is left out. Pure. */
export function placedErrors(names: readonly (string | number)[][], errors: readonly FieldError[]): FieldError[] {
  const placed = new Map<string, FieldError>();
  for (const { name, errors: said } of errors) {
    const place = nearest(names, name);
    if (place === undefined) continue;
    const key = JSON.stringify(place);
    placed.set(key, { name: place, errors: [...(placed.get(key)?.errors ?? []), ...said] });
  }
  return [...placed.values()];
}

function nearest(names: readonly (string | number)[][], wanted: readonly (string | number)[]) {
  const begins = (long: readonly (string | number)[], short: readonly (string | number)[]) =>
    short.every((key, at) => long[at] === key);
  const within = names.filter((name) => begins(name, wanted));
  const around = names.filter((name) => begins(wanted, name));
  return (
    within.find((name) => name.length === wanted.length) ??
    within[0] ??
    around.reduce<(string | number)[] | undefined>(
      (best, name) => (name.length > (best?.length ?? 0) ? name : best),
      undefined,
    )
  );
}
