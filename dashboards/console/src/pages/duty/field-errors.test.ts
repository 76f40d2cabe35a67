import { expect, test } from "vitest";
import { ApiProblem } from "../../api/http.ts";
import { fieldErrors, placedErrors } from "./field-errors.ts";

const problem = (...paths: string[]) =>
  new ApiProblem(
    {
      type: "about:blank",
      title: "",
      status: 400,
      code: "bad-request",
      detail: "",
      remedy: "",
      instance: "",
      errors: paths.map((path) => ({ path, message: `wrong ${path}` })),
    },
    null,
  );

test("an error of the gateway stands at its field, of a list at its line, of another shift nowhere", () => {
  expect(fieldErrors(problem("/phones/0", "/name")).map(({ name }) => name)).toEqual([["phones", 0], ["name"]]);
  expect(fieldErrors(problem("/shifts/2/from", "/shifts/20/to"), "/shifts/2")).toEqual([
    { name: ["from"], errors: ["wrong /shifts/2/from"] },
  ]);
});

test("an error of a whole line stands at its first field, one inside a field at the field, one of no field nowhere", () => {
  const names = [["daysOff"], ["daysOff", 0, "from"], ["daysOff", 0, "to"], ["groups", 0], ["name"]];
  const errors = fieldErrors(problem("/daysOff/0", "/daysOff/0/from", "/daysOff", "/groups/0/1", "/version"));
  expect(placedErrors(names, errors)).toEqual([
    { name: ["daysOff", 0, "from"], errors: ["wrong /daysOff/0", "wrong /daysOff/0/from"] },
    { name: ["daysOff"], errors: ["wrong /daysOff"] },
    { name: ["groups", 0], errors: ["wrong /groups/0/1"] },
  ]);
});
