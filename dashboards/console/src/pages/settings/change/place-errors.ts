// The gateway's refusal of a form: what is about a field is said there, the rest is returned to be said above.
import type { FormInstance } from "antd";
import { ApiProblem } from "../../../api/http.ts";

interface Placed {
  readonly name: string[];
  readonly errors: string[];
}

/** The errors by field of the form; several of one field stand together. */
export function fieldErrors(problem: ApiProblem, nameOf: (pointer: string) => string[]): Placed[] {
  const placed = new Map<string, Placed>();
  for (const { path, message } of problem.body.errors ?? []) {
    if (path === "") continue;
    const name = nameOf(path);
    const known = placed.get(name.join("/"));
    if (known === undefined) placed.set(name.join("/"), { name, errors: [message] });
    else known.errors.push(message);
  }
  return [...placed.values()];
}

/** Puts the errors at their fields, shows the first of them, and returns those that no field on the page has. */
export function placeErrors(
  form: FormInstance,
  problem: ApiProblem,
  nameOf: (pointer: string) => string[],
): ApiProblem | null {
  // A field without rules of its own keeps an earlier refusal, though what it says may be corrected by now.
  const outdated = form.getFieldsError().filter(({ errors }) => errors.length > 0);
  form.setFields(outdated.map(({ name }) => ({ name, errors: [] })));
  const placed = fieldErrors(problem, nameOf);
  const onPage = placed.filter(
    ({ name }) => form.getFieldInstance(name) !== undefined && form.getFieldInstance(name) !== null,
  );
  form.setFields(onPage);
  const [first] = onPage;
  if (first !== undefined) form.scrollToField(first.name, { focus: true, block: "center" });
  if (problem.code !== "config-invalid") return problem;
  const shown = new Set(onPage.map(({ name }) => name.join("/")));
  const rest = (problem.body.errors ?? []).filter(({ path }) => path === "" || !shown.has(nameOf(path).join("/")));
  if (rest.length === 0 && onPage.length > 0) return null;
  return new ApiProblem({ ...problem.body, errors: rest }, problem.retryAfter);
}
