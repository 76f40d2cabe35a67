// A process with many Modbus slaves, each at a port of its own: started by the bench on a core of its own, so that what the slaves
// cost is not the gateway's. Argument: how many. It prints its ports as one line of JSON and stops when its input ends.
import { type MemoryUnit, memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";

const REGISTERS = 100;
/** So many slaves, one after the other, have one register changed in each turn; every slave's turn comes once in 20 s. */
const TURN_MS = 200;

const count = Number(process.argv[2]);
const units: MemoryUnit[] = [];
const ports: number[] = [];
for (let i = 0; i < count; i++) {
  const unit = memoryUnit();
  const values = Array.from({ length: REGISTERS }, (_, register) => (i * 31 + register * 7) & 0x7fff);
  unit.set(4, 0, ...values);
  unit.set(3, 0, 0);
  units.push(unit);
  ports.push((await startSimulator({ units: new Map([[1, unit]]), clock })).port);
}
process.stdout.write(`${JSON.stringify(ports)}\n`);

let turn = 0;
setInterval(() => {
  const unit = units[turn % count];
  const register = turn % REGISTERS;
  unit?.set(4, register, ((unit.read(4, register) ?? 0) + 1) & 0x7fff);
  turn++;
}, TURN_MS);
process.stdin.on("end", () => process.exit(0)).resume();
