import { expect, test } from "vitest";
import { mqttAddress } from "./listen.ts";

const at = (text: string) => mqttAddress(text, "gateway.school");

test("the address for devices is read from either way of writing it, the encrypted one first", () => {
  expect(at("campus: { id: x }\nlisten: { http: 127.0.0.1:8080, mqtt: 127.0.0.1:1883 }\n")).toEqual({
    host: "127.0.0.1",
    port: 1883,
    tls: false,
    loopback: true,
  });
  expect(
    at(
      "listen:\n  # mqtt: 10.0.0.1:1\n  mqtt: 127.0.0.1:1883\n  mqtts: '0.0.0.0:8883' # all\ndevices:\n  - mqtt: 1:2\n",
    ),
  ).toEqual({
    host: "gateway.school",
    port: 8883,
    tls: true,
    loopback: false,
  });
  expect(at('listen:\r\n  mqtts: "[::]:8883"\r\n')).toMatchObject({ host: "gateway.school", port: 8883 });
});

test("where there is no port, or any free one, nothing is claimed", () => {
  expect(at("listen:\n  http: 127.0.0.1:8080\ndevices:\n  - { mqtt: 10.0.0.1:1883 }\n")).toBe(null);
  expect(at("listen: { mqtt: 127.0.0.1:0 }\n")).toBe(null);
  expect(at("")).toBe(null);
});
