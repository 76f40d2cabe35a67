import { expect, test } from "vitest";
import { isLoopback, isPlainUrl, isTimezone, parseAddress, parseSize } from "./texts.ts";

test("sizes are decimal, whole and with a unit", () => {
  expect(["0B", "500MB", "8GB", "2TB", "1KB"].map(parseSize)).toEqual([0, 5e8, 8e9, 2e12, 1e3]);
  for (const text of ["", "8", "8 GB", "8gb", "08GB", "8.5GB", "-1GB", "8GiB", "9999999TB", "8GB\n"])
    expect(parseSize(text)).toBeNull();
});

test("addresses are IPv4, IPv6 in brackets or names, with a port", () => {
  expect(parseAddress("127.0.0.1:0")).toEqual({ host: "127.0.0.1", port: 0 });
  expect(parseAddress("[fe80::1]:65535")).toEqual({ host: "fe80::1", port: 65_535 });
  expect(parseAddress("gate-way.school.example:80")).toEqual({ host: "gate-way.school.example", port: 80 });
  const wrong = [
    "",
    ":80",
    "a:",
    "a",
    "a:080",
    "a:65536",
    "a:-1",
    "256.1.1.1:80",
    "1.2.3:80",
    "[::1]",
    "[::g]:1",
    "::1:80",
    "a b:1",
    "u@a:1",
    "http://a:1",
    "a/b:1",
    "-a:1",
    "a..b:1",
  ];
  for (const text of wrong) expect([text, parseAddress(text)]).toEqual([text, null]);
});

test("only addresses that other machines cannot reach are loopback", () => {
  for (const host of [
    "127.0.0.1",
    "127.1.2.3",
    "localhost",
    "LOCALHOST",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
  ]) {
    expect([host, isLoopback(host)]).toEqual([host, true]);
  }
  for (const host of ["0.0.0.0", "10.0.0.1", "::", "::11", "1::1", "fe80::1", "localhost.example", "127.example"]) {
    expect([host, isLoopback(host)]).toEqual([host, false]);
  }
});

test("time zones are names that the machine can compute with", () => {
  expect(["Asia/Shanghai", "Asia/Urumqi", "UTC"].map(isTimezone)).toEqual([true, true, true]);
  expect(["", "+08:00", "Asia/Nowhere", "Asia/Shanghai\n"].map(isTimezone)).toEqual([false, false, false, false]);
});

test("an address of a service carries nothing but scheme, host, port and path", () => {
  expect(isPlainUrl("http://127.0.0.1:8086", ["http"])).toBe(true);
  for (const text of [
    "127.0.0.1:8086",
    "http://",
    "ftp://a",
    "http://u:p@a",
    "http://u@a",
    "http://a?x",
    "http://a#x",
    "",
  ]) {
    expect([text, isPlainUrl(text, ["http"])]).toEqual([text, false]);
  }
});
