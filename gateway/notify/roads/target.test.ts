import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { post } from "./request.ts";
import { addressesIn, isThisMachine, type Names, resolvedBy, systemNames, targetOf } from "./target.ts";

const never = new AbortController().signal;
const leadsTo =
  (...addresses: string[]): Names =>
  () =>
    Promise.resolve(addresses);

describe("an address", () => {
  it.each([
    "169.254.169.254",
    "127.0.0.1",
    "0.0.0.0",
    "100.100.100.200",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "ff02::1",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
  ])("%s that a name leads to is refused", async (address) => {
    expect(await targetOf("sms.example", never, leadsTo(address))).toMatchObject({
      is: "failed",
      code: "address-refused",
    });
  });

  it.each(["169.254.169.254", "[fe80::1]", "0.0.0.0"])("%s written in campus.yaml is refused too", async (host) => {
    expect(await targetOf(host, never)).toMatchObject({ code: "address-refused" });
  });

  it.each(["10.0.4.20", "192.168.1.1", "172.16.0.1", "203.0.113.9", "fd12::1", "2001:db8::1"])(
    "%s of a county's own gateway or of the Internet is taken",
    async (address) => {
      expect(await targetOf("sms.example", never, leadsTo(address))).toMatchObject([{ address }]);
    },
  );

  it("of this machine is taken from who writes in so many words that it is this machine", async () => {
    expect(await targetOf("127.0.0.1", never)).toMatchObject([{ address: "127.0.0.1", family: 4 }]);
    expect(await targetOf("[::1]", never)).toMatchObject([{ address: "::1", family: 6 }]);
    expect(await targetOf("localhost", never, leadsTo("127.0.0.1"))).toMatchObject([{ address: "127.0.0.1" }]);
    expect(["localhost.example", "10.0.0.1", "x127.0.0.1"].map(isThisMachine)).toEqual([false, false, false]);
  });

  it("that is refused does not take the good ones beside it along", async () => {
    expect(await targetOf("sms.example", never, leadsTo("127.0.0.1", "203.0.113.9"))).toMatchObject([
      { address: "203.0.113.9" },
    ]);
  });

  it("that nobody knows leaves the letter unsent, to be tried again", async () => {
    const unknown: Names = () => Promise.reject(new Error("queryA ENOTFOUND sms.example"));
    expect(await targetOf("sms.example", never, unknown)).toMatchObject({ code: "unreachable", again: true });
  });
});

describe("a name", () => {
  it("is looked up once, and what it led to is what is connected to", async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.end(JSON.stringify({ host: request.headers.host }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.2", resolve));
    const { port } = server.address() as AddressInfo;
    let lookups = 0;
    // Not where the system's own look-up leads; and the second answer is another one, as of a name server that wants to lead us elsewhere.
    const rebinding: Names = () => Promise.resolve([lookups++ === 0 ? "127.0.0.2" : "169.254.169.254"]);
    const url = new URL(`http://localhost:${port}/`);
    expect(await post({ url, text: "" }, never, rebinding)).toEqual({
      status: 200,
      body: { host: `localhost:${port}` },
    });
    expect(lookups).toBe(1);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("of the machine's own list is not asked for elsewhere", async () => {
    expect(addressesIn("127.0.0.1 localhost\n10.0.4.20\tsms.county sms # 10.0.0.1 other\n", "SMS")).toEqual([
      "10.0.4.20",
    ]);
    expect(await systemNames("localhost", never)).toContain("127.0.0.1");
  });

  it("is given up with the letter, although the name server says nothing", async () => {
    const silent = createSocket("udp4");
    await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", resolve));
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${silent.address().port}`]);
    const stopping = new AbortController();
    silent.once("message", () => stopping.abort());
    await expect(resolvedBy(resolver, "sms.example", stopping.signal)).rejects.toThrow("ECANCELLED");
    await new Promise<void>((resolve) => silent.close(resolve));
  });
});
