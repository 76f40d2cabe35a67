import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("nothing said means ./data and no port of one's own choice", () => {
  expect(readOptions([], "/srv")).toEqual({
    data: "/srv/data",
    ports: { http: null, https: null, mqtt: null },
    countyHttp: null,
    county: true,
    local: false,
    day: { speed: 1, from: null, seed: 1 },
  });
});

test("any free HTTP port means any free HTTPS port too, unless one is named", () => {
  expect(readOptions(["--http", "0"], "/").ports.https).toBe(0);
  expect(readOptions(["--http", "0", "--https", "8443"], "/").ports.https).toBe(8443);
});

test("the day of the virtual campus may begin at another time, go by faster, and be another one", () => {
  const { day } = readOptions(["--speed", "60", "--from", "07:00", "--seed", "7"], "/");
  expect(day).toEqual({ speed: 60, from: "07:00", seed: 7 });
});

test.each([
  ["--speed", "0"],
  ["--speed", "fast"],
  ["--from", "7"],
  ["--from", "24:00"],
  ["--seed", "1.5"],
  ["--http", "x"],
  ["--mqtt", "70000"],
  ["--colour", "red"],
  ["extra"],
])("%s %s is refused with the usage", (...args) => {
  expect(() =>
    readOptions(
      args.filter((arg) => arg !== undefined),
      "/",
    ),
  ).toThrow(expect.objectContaining({ code: "start-usage" }));
});
