import { expect, test } from "vitest";
import { limitsFor, networkBytes, serverNames, withinLimits } from "./names.ts";

const machine = { hostname: "GW01.school.edu.cn", addresses: ["10.1.2.3", "240e:3b1::7"] };

test("a server is named by host, host.local, loopback, every address and what the owner adds, each once", () => {
  expect(serverNames(machine, ["gw01.local", "0.0.0.0", "192.168.7.7", "not a name", "LOCALHOST"])).toEqual({
    dns: ["localhost", "gw01.school.edu.cn", "gw01.local"],
    ip: ["127.0.0.1", "::1", "10.1.2.3", "240e:3b1::7", "192.168.7.7"],
  });
});

test("limits are what is local anyway, the host's own name and the site's own prefix", () => {
  const limits = limitsFor(serverNames(machine, []));
  expect(limits.dns).toContain("gw01.school.edu.cn");
  expect(limits.dns).not.toContain("gw01.local");
  expect(limits.networks.filter((network) => network.startsWith("240e"))).toEqual(["240e:3b1::7/48"]);
  const wanted = {
    dns: ["gw02.local", "www.school.edu.cn"],
    ip: ["172.31.255.1", "172.32.0.1", "240e:3b1:0:9::1", "fe80::1"],
  };
  expect(withinLimits(wanted, limits)).toEqual({
    names: { dns: ["gw02.local"], ip: ["172.31.255.1", "240e:3b1:0:9::1", "fe80::1"] },
    outside: ["www.school.edu.cn", "172.32.0.1"],
  });
});

test.each([
  ["10.0.0.0/8", [10, 0, 0, 0], [255, 0, 0, 0]],
  ["172.16.9.9/12", [172, 16, 0, 0], [255, 240, 0, 0]],
  ["203.0.113.9/32", [203, 0, 113, 9], [255, 255, 255, 255]],
] as const)("%s is taken apart into first address and mask", (network, bytes, mask) => {
  expect(networkBytes(network)).toEqual({ bytes, mask });
});

test("IPv6 networks are taken apart too, with :: and with dotted ends", () => {
  expect(networkBytes("fc00::/7")).toEqual({ bytes: [0xfc, ...Array(15).fill(0)], mask: [0xfe, ...Array(15).fill(0)] });
  expect(networkBytes("::ffff:10.1.2.3/128").bytes).toEqual([...Array(10).fill(0), 255, 255, 10, 1, 2, 3]);
});
