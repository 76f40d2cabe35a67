// Every kind of derived device by name: what `wire.computes` of a profile may say.
import { coolingMachine } from "./kinds/cooling.ts";
import { dewPointMachine } from "./kinds/dew-point.ts";
import { energyDayMachine } from "./kinds/energy-day.ts";
import { imbalanceMachine } from "./kinds/imbalance.ts";
import { inOrderMachine } from "./kinds/in-order.ts";
import { riseMachine } from "./kinds/rise.ts";
import { runtimeMachine } from "./kinds/runtime.ts";
import type { MachineOf } from "./machine.ts";

export const KINDS: ReadonlyMap<string, MachineOf> = new Map([
  ["dew-point", dewPointMachine],
  ["rise", riseMachine],
  ["imbalance", imbalanceMachine],
  ["energy-day", energyDayMachine],
  ["runtime", runtimeMachine],
  ["cooling", coolingMachine],
  ["in-order", inOrderMachine],
]);
