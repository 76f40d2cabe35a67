// The core switch on its own loopback address: ports whose counters go on, and tables of who is behind it.
import { startSwitch } from "#drivers/snmp/simulator/switch.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { portLoad } from "../day/switch.ts";
import { momentOf } from "../day/time.ts";
import { NEIGHBOURS, SWITCH_HOST, SWITCH_PORTS } from "../switch-data.ts";
import type { CampusClock } from "./campus-clock.ts";

/** It has run for some weeks when the campus begins: nobody is told of a restart. */
const UP_SINCE_MS = 41 * 86_400_000;
const COUNT_EVERY_MS = 1000;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const BITS = 8;

export interface CoreSwitchOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly community: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly campus: CampusClock;
}

export interface CoreSwitch extends AsyncDisposable {
  readonly port: number;
}

/** Resolves when it listens; throws when the port is taken. */
export async function startCoreSwitch({
  port,
  community,
  seed,
  clock,
  campus,
}: CoreSwitchOptions): Promise<CoreSwitch> {
  // Nobody asks it by version 3: the community is as good a password as any.
  const secrets = { community, password: community };
  const simulated = await startSwitch(SWITCH_PORTS, port, secrets, { address: SWITCH_HOST, neighbours: NEIGHBOURS });
  const began = clock.monotonic();
  const counted = new Map<number, { in: number; out: number; errors: number }>();
  let last = began;
  const count = () => {
    const moment = momentOf(seed, campus.now());
    const now = clock.monotonic();
    for (let number = 1; number <= SWITCH_PORTS; number++) {
      const { up, bitsIn, bitsOut, errorsAMinute } = portLoad(number, moment);
      const was = counted.get(number) ?? { in: 0, out: 0, errors: 0 };
      const next = {
        in: was.in + (bitsIn / BITS) * ((now - last) / SECOND_MS),
        out: was.out + (bitsOut / BITS) * ((now - last) / SECOND_MS),
        errors: was.errors + errorsAMinute * ((now - last) / MINUTE_MS),
      };
      counted.set(number, next);
      simulated.set(number, {
        up,
        octetsIn: BigInt(Math.floor(next.in)),
        octetsOut: BigInt(Math.floor(next.out)),
        errorsIn: Math.floor(next.errors),
      });
    }
    simulated.setUptime(Math.floor((UP_SINCE_MS + now - began) / 10));
    last = now;
  };
  count();
  const counting = clock.every(COUNT_EVERY_MS, count);
  return {
    port: simulated.port,
    [Symbol.asyncDispose]: async () => {
      counting[Symbol.dispose]();
      await simulated[Symbol.asyncDispose]();
    },
  };
}
