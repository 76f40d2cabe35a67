// One serial line at 9600 baud with 30 slaves, all asked as often as the line can: what one dead slave costs the other 29, be it silent
// or be it that a gateway on the way answers for it after a second of its own.
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startLine } from "#drivers/modbus/simulator/rtu.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { startGateway } from "../harness/gateway.ts";
import { rounded } from "./process-figures.ts";

const SLAVES = 30;
const DEAD = SLAVES;
const BYTE_MS = 11 / 9.6;
/** What a slave takes before it answers. */
const SLAVE_MS = 20;
const GATEWAY_PATIENCE_MS = 1000;
const SETTLE_MS = 30_000;
const MEASURE_MS = 60_000;

type Kind = "none" | "silent" | "answered-by-gateway";

interface Run {
  readonly pollsPerSecond: number;
  readonly probes: number;
}

export async function rtuLinkFigure(): Promise<Record<string, unknown>> {
  // At the same time, so that whatever else the machine does slows all three.
  const [healthy, silent, answered] = await Promise.all([run("none"), run("silent"), run("answered-by-gateway")]);
  const costPercent = ({ pollsPerSecond }: Run) => rounded((1 - pollsPerSecond / healthy.pollsPerSecond) * 100);
  return {
    figure: "rtu-link",
    what: "rtu link with 30 slaves, one dead",
    baud: 9600,
    pollsPerSecondOfTheOthers: {
      withoutIt: rounded(healthy.pollsPerSecond),
      silent: rounded(silent.pollsPerSecond),
      answeredByGateway: rounded(answered.pollsPerSecond),
    },
    costPercent: { silent: costPercent(silent), answeredByGateway: costPercent(answered) },
    goalCostPercent: 5,
    probesPerMinute: { silent: silent.probes, answeredByGateway: answered.probes },
  };
}

async function run(dead: Kind): Promise<Run> {
  const units = new Map(Array.from({ length: SLAVES }, (_, i) => [i + 1, memoryUnit()] as const));
  for (const [number, unit] of units) unit.set(4, 1, 200 + number, 500);
  if (dead !== "answered-by-gateway") units.delete(DEAD);
  const asked = { others: 0, dead: 0 };
  await using line = await startLine({
    units,
    clock,
    takesMs: (bytes, unit) =>
      unit === DEAD && dead === "answered-by-gateway" ? GATEWAY_PATIENCE_MS : bytes * BYTE_MS + SLAVE_MS,
    faultOf: ({ unit }) => (unit === DEAD ? { exception: 11 } : null),
    onAsked: (unit) => {
      if (unit === DEAD) asked.dead++;
      else asked.others++;
    },
  });
  const numbers = Array.from({ length: dead === "none" ? SLAVES - 1 : SLAVES }, (_, i) => i + 1);
  const connection = { rtuOverTcp: `127.0.0.1:${line.port}`, timeout: "1s" };
  const devices = Object.fromEntries(
    numbers.map((unit) => [
      `slave-${unit}`,
      {
        driver: "modbus",
        profile: "xy-md02",
        credential: undefined,
        connection: { ...connection, unit },
        every: "1s",
        report: { onChange: true, atLeast: "60s" },
      },
    ]),
  );
  await using _gateway = await startGateway({ devices });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const before = { ...asked };
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
  const seconds = (performance.now() - began) / 1000;
  return { pollsPerSecond: (asked.others - before.others) / seconds, probes: asked.dead - before.dead };
}
