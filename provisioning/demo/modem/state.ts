// What a simulated modem knows: its SIM, its network, its store. Set by whoever plays with it, read by its commands.

export interface StoredSms {
  readonly index: number;
  isRead: boolean;
  readonly pdu: string;
}

/** A message that the network took: the PDU as it came, in hexadecimal. */
export interface SentPdu {
  readonly pdu: string;
  readonly atMs: number;
}

export interface ModemState {
  /** `simcom` speaks and says what a call does; `quectel` does neither and names keys by their character codes. */
  readonly make: "simcom" | "quectel";
  sim: "ready" | "pin" | "puk" | "missing";
  pin: string;
  pinTries: number;
  /** As `AT+CREG?` says it: 1 home, 2 searching, 3 denied. */
  registration: number;
  rssi: number;
  operator: string;
  /** The number of `+CMS ERROR` for the next message; null: it is taken. `lost`: nothing is ever said to it. */
  nextSms: number | "lost" | null;
  readonly sent: SentPdu[];
  readonly stored: StoredSms[];
  /** Set by commands, and forgotten by a restart. */
  settings: Settings;
}

export interface Settings {
  errors: 0 | 1 | 2;
  hearsKeys: boolean;
  speaksToCaller: boolean;
  tellsStored: boolean;
  pduMode: boolean;
}

/** As the maker delivers it. */
export function factorySettings(): Settings {
  return { errors: 0, hearsKeys: false, speaksToCaller: false, tellsStored: false, pduMode: false };
}

export function modemState(make: ModemState["make"]): ModemState {
  return {
    make,
    sim: "ready",
    pin: "1234",
    pinTries: 3,
    registration: 1,
    rssi: 21,
    operator: "CHINA MOBILE",
    nextSms: null,
    sent: [],
    stored: [],
    settings: factorySettings(),
  };
}
