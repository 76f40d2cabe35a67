// Which callers are on this machine, which count as one, and which Host headers are ours.
import { hostname } from "node:os";
import { expect, test } from "vitest";
import { callerOf, hostOf, isLoopback, isOwnHost } from "./addresses.ts";

test("loopback is 127/8 and ::1, also as an IPv4 caller of an IPv6 socket, and nothing that only looks like it", () => {
  for (const address of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
    expect(isLoopback(address), address).toBe(true);
  for (const address of ["10.0.0.1", "::2", "128.0.0.1", "::ffff:10.0.0.1", "127.0.0.1.example", "", undefined]) {
    expect(isLoopback(address), address).toBe(false);
  }
});

test("an IPv6 machine counts as one caller whatever address of its /64 it takes", () => {
  expect(callerOf("2001:db8:1:2:aaaa::1")).toBe(callerOf("2001:db8:1:2::9"));
  expect(callerOf("2001:db8:1:3::1")).not.toBe(callerOf("2001:db8:1:2::1"));
  expect(callerOf("::ffff:10.0.0.7")).toBe("10.0.0.7");
});

test("a Host header is ours when it is an address, localhost, this machine, .local or a name of the certificate", () => {
  const names = new Set(["gate.school.example", "*.campus.example"]);
  for (const host of [
    "10.0.0.1",
    "10.0.0.1:8080",
    "[fe80::1]:8080",
    "localhost:1",
    "LOCALHOST.",
    "gw.local",
    hostname(),
    "gate.school.example:443",
    "a.campus.example",
  ]) {
    expect(isOwnHost(host, names), host).toBe(true);
  }
  for (const host of [
    undefined,
    "",
    "school.example",
    "a.b.campus.example",
    "localhost.evil.example",
    "evil.example#.local",
    "10.0.0.1.evil",
    "a@localhost",
    "local",
  ]) {
    expect(isOwnHost(host, names), host).toBe(false);
  }
});

test("a Host header that is not a host gives none", () => {
  for (const header of ["a b", "a:99999999", "[zz]", "x/y", "ü"]) expect(hostOf(header), header).toBeNull();
});
