// From the county's name to an address: with patience, one question at a time, and with the last good answer while there is no other.
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Clock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";

/** Every address of a host. Throws when it has none. */
export type Ask = (host: string) => Promise<readonly string[]>;

export interface Names {
  /** An address to call; of several another one each time. Throws GatewayError `county-unreachable`. */
  addressOf(host: string, signal: AbortSignal): Promise<string>;
}

/** Longer than a good resolver needs over a bad line. */
const ANSWER_MS = 5000;

/** `ask` is by default what the machine itself does, hosts file included. */
export function createNames(clock: Pick<Clock, "sleep">, ask: Ask = askSystem, answerMs = ANSWER_MS): Names {
  /** A question that hangs keeps one of the few threads that files need too: there is never a second one about the same name. */
  const asking = new Map<string, Promise<readonly string[]>>();
  const known = new Map<string, readonly string[]>();
  let turn = 0;

  const answerOf = (host: string): Promise<readonly string[]> => {
    const open = asking.get(host);
    if (open !== undefined) return open;
    const question = ask(host)
      .then((addresses) => {
        known.set(host, addresses);
        return addresses;
      })
      .finally(() => asking.delete(host));
    asking.set(host, question);
    return question;
  };

  return {
    async addressOf(host, signal) {
      const bare = host.replace(/^\[(.*)\]$/, "$1");
      if (isIP(bare) !== 0) return bare;
      let why = `no answer within ${answerMs} ms`;
      const answered = new AbortController();
      const late = clock.sleep(answerMs, AbortSignal.any([signal, answered.signal])).then(() => null);
      const answer = answerOf(bare).catch((error: unknown) => {
        why = messageOf(error);
        return null;
      });
      const addresses = (await Promise.race([answer, late])) ?? known.get(bare) ?? [];
      answered.abort();
      const address = addresses[turn++ % Math.max(1, addresses.length)];
      if (address !== undefined) return address;
      throw new GatewayError(
        "county-unreachable",
        `the county's name ${bare} leads to no address: ${why}`,
        "Check county.url and the name server of this network; the gateway asks again by itself.",
      );
    },
  };
}

async function askSystem(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
