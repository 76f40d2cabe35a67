import { expect, test } from "vitest";
import { ApiProblem } from "../../api/http.ts";
import { fieldErrors } from "./field-errors.ts";

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
