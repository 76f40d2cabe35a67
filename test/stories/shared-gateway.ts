// One gateway for all tests of a file; each test uses a device of its own.
import { afterAll, beforeAll } from "vitest";
import { type Gateway, type GatewayOptions, startGateway } from "../harness/gateway.ts";

/** Starts before the first test of the file and stops after the last; the returned function gives the gateway inside tests. */
export function sharedGateway(options: GatewayOptions): () => Gateway {
  let gateway: Gateway | null = null;
  beforeAll(async () => {
    gateway = await startGateway(options);
  });
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
  });
  return () => {
    if (gateway === null) throw new Error("the shared gateway is not running");
    return gateway;
  };
}
