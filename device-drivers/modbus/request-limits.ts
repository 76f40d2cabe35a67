// How much one request may read (Modbus Application Protocol v1.1b3, §6.1–6.4).

export const MOST_BITS = 2000;
export const MOST_REGISTERS = 125;
