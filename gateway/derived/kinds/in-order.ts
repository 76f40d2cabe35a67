// 设备完好率: the share of devices that are in order, which is: there, and with at least one value that is not bad. Its inputs are the
// devices, each true or false; of one that was never heard of nobody can say that it is in order. Pure.
import { bad, type MachineOf, told } from "../machine.ts";

export const inOrderMachine: MachineOf = () => ({
  take({ inputs }) {
    const total = inputs.size;
    const good = [...inputs.values()].filter(({ value }) => value === true).length;
    return { share: total === 0 ? bad("never") : told((good / total) * 100, 1, null), good, total };
  },
  save: () => ({}),
});
