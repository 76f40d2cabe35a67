import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("nothing said means ./data and no port of one's own choice", () => {
  expect(readOptions([], "/srv")).toEqual({
    data: "/srv/data",
    ports: { http: null, https: null, mqtt: null },
    countyHttp: null,
    local: false,
  });
});

test("any free HTTP port means any free HTTPS port too, unless one is named", () => {
  expect(readOptions(["--http", "0"], "/").ports.https).toBe(0);
  expect(readOptions(["--http", "0", "--https", "8443"], "/").ports.https).toBe(8443);
});

test.each([["--http", "x"], ["--mqtt", "70000"], ["--colour", "red"], ["extra"]])(
  "%s %s is refused with the usage",
  (...args) => {
    expect(() =>
      readOptions(
        args.filter((arg) => arg !== undefined),
        "/",
      ),
    ).toThrow(expect.objectContaining({ code: "start-usage" }));
  },
);
