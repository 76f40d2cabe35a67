// The peer of the Modbus bench: modbus-serial alone asks the same slaves for the same registers and throws the answers away.
// Arguments: ports as JSON, milliseconds. It prints what it used: {"cpuSeconds","polls","rssMb"}.
import Modbus from "modbus-serial";
import { cpuSeconds, memoryMb } from "./process-figures.ts";

const EVERY_MS = 1000;
const REGISTERS = 100;

const ports: number[] = JSON.parse(process.argv[2] ?? "[]");
const forMs = Number(process.argv[3]);
const clients = await Promise.all(
  ports.map(async (port) => {
    const client = new Modbus.default();
    await client.connectTCP("127.0.0.1", { port });
    client.setID(1);
    return client;
  }),
);
let polls = 0;
let failed = 0;
const before = cpuSeconds(process.pid);
const timers = clients.map((client, i) =>
  setTimeout(
    () =>
      setInterval(() => {
        client.readInputRegisters(0, REGISTERS).then(
          () => polls++,
          () => failed++,
        );
      }, EVERY_MS),
    (i * EVERY_MS) / clients.length,
  ),
);
setTimeout(() => {
  const used = cpuSeconds(process.pid) - before;
  process.stdout.write(
    `${JSON.stringify({ cpuSeconds: used, polls, failed, rssMb: memoryMb(process.pid).rss, clients: timers.length })}\n`,
    () => process.exit(0),
  );
}, forMs);
