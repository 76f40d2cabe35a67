// How many sockets are let in, and how many of one address are heard at a time before they have signed in. The others wait their turn.
import type { Socket } from "node:net";
import type { Clock } from "../kit/clock.ts";
import type { BrokerCounters } from "./port.ts";

export interface DoorwayLimits {
  readonly sockets: number;
  readonly socketsPerAddress: number;
  /** Sockets of one address that are read although they have not signed in. */
  readonly heardPerAddress: number;
  /** One that is heard and has not signed in after so long makes way when others wait. */
  readonly giveWayMs: number;
}

/** 20 at a time are enough for 500 devices that come back at once behind one address; a thousand silent sockets cost no memory. */
export const DOORWAY_LIMITS: DoorwayLimits = {
  sockets: 4096,
  socketsPerAddress: 1024,
  heardPerAddress: 20,
  giveWayMs: 1000,
};

export interface Doorway extends Disposable {
  readonly sockets: number;
  /** Takes a new, paused socket: `hear` is called when it is its turn, with a function to call once it has signed in. */
  enter(socket: Socket, address: string, hear: (signedIn: () => void) => void): void;
}

interface Visit {
  readonly socket: Socket;
  readonly hear: (signedIn: () => void) => void;
  heardSince: number;
}

interface Address {
  sockets: number;
  readonly heard: Set<Visit>;
  readonly waiting: Set<Visit>;
}

export function createDoorway(clock: Clock, counters: BrokerCounters, limits: DoorwayLimits): Doorway {
  const addresses = new Map<string, Address>();
  const open = new Set<Socket>();

  const next = (address: Address) => {
    for (const visit of address.waiting) {
      if (address.heard.size >= limits.heardPerAddress) return;
      address.waiting.delete(visit);
      hear(address, visit);
    }
  };

  const hear = (address: Address, visit: Visit) => {
    visit.heardSince = clock.monotonic();
    address.heard.add(visit);
    visit.hear(() => {
      if (address.heard.delete(visit)) next(address);
    });
  };

  const makeWay = clock.every(limits.giveWayMs / 4, () => {
    const now = clock.monotonic();
    for (const { heard, waiting } of addresses.values()) {
      if (waiting.size === 0) continue;
      for (const { socket, heardSince } of heard) if (now - heardSince > limits.giveWayMs) socket.destroy();
    }
  });

  return {
    get sockets() {
      return open.size;
    },
    enter(socket, name, hearIt) {
      const address = addresses.get(name) ?? { sockets: 0, heard: new Set(), waiting: new Set() };
      if (open.size >= limits.sockets || address.sockets >= limits.socketsPerAddress) {
        counters.refusedSockets++;
        socket.destroy();
        return;
      }
      addresses.set(name, address);
      address.sockets++;
      open.add(socket);
      const visit: Visit = { socket, hear: hearIt, heardSince: 0 };
      socket.once("close", () => {
        open.delete(socket);
        address.waiting.delete(visit);
        if (--address.sockets === 0) addresses.delete(name);
        if (address.heard.delete(visit)) next(address);
      });
      if (address.heard.size < limits.heardPerAddress) hear(address, visit);
      else address.waiting.add(visit);
    },
    [Symbol.dispose]() {
      makeWay[Symbol.dispose]();
      for (const { waiting } of addresses.values()) for (const { socket } of waiting) socket.destroy();
    },
  };
}
