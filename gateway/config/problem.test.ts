import { expect, test } from "vitest";
import { ConfigProblems, formatProblem, pathText } from "./problem.ts";

test("a problem is said as path, what is wrong with its line, and what to do", () => {
  const problem = { path: "devices[2].place", what: "there is no place", remedy: "add it", line: 7 };
  expect(formatProblem(problem)).toBe("devices[2].place: there is no place (line 7): add it");
  expect(formatProblem({ ...problem, line: null })).toBe("devices[2].place: there is no place: add it");
});

test("a problem stays on one line and cannot steer a terminal, wherever the character comes from", () => {
  const problem = { path: "a\nb", what: "c\u001b[31m", remedy: "d\u2028e\u202ef", line: null };
  expect(formatProblem(problem)).toBe("a\\u000ab: c\\u001b[31m: d\\u2028e\\u202ef");
});

test("paths are written as people write them; other keys are quoted, and shortened", () => {
  expect(pathText(["devices", 2, "points", "temperature", "unit"])).toBe("devices[2].points.temperature.unit");
  expect(pathText([])).toBe("campus.yaml");
  expect(pathText(["listen", "a: b"])).toBe('listen["a: b"]');
  expect(pathText(["x".repeat(500)]).length).toBeLessThan(80);
});

test("the error of a wrong file names every problem and keeps them for whoever prints them", () => {
  const problems = ["a", "b"].map((path) => ({ path, what: "is missing", remedy: "write it", line: null }));
  const error = new ConfigProblems("/etc/campus.yaml", problems);
  expect(error.message).toBe(
    "configuration /etc/campus.yaml has 2 problems\na: is missing: write it\nb: is missing: write it",
  );
  expect([error.code, error.problems]).toEqual(["config-invalid", problems]);
});
