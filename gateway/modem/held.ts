// The modem of the settings in force: another one only when they name another, none when they name none.
import { resolve } from "node:path";
import type { ModemSettings } from "../contract/notify.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { Modem, ReceivedSms } from "./modem.ts";

export interface HeldModemParts {
  /** Where campus.yaml lies: the file with the PIN is named relative to it. */
  readonly configFolder: string;
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onSms: (sms: ReceivedSms) => Promise<void>;
}

export interface HeldModem extends AsyncDisposable {
  /** The modem of these settings. One of other settings is closed first: both may name the same port. */
  of(settings: ModemSettings | null): Promise<Modem | null>;
  /** Resolves when the newest works, or says by a GatewayError `modem-not-open` why it does not; asked again it says nothing new. */
  works(): Promise<void>;
}

/** Whoever changed the settings is told at the latest after this what became of the modem. */
const OPEN_MS = 8000;

export function heldModem({ configFolder, folder, clock, log, onSms }: HeldModemParts): HeldModem {
  let held: { readonly as: string; readonly modem: Modem; readonly serial: string } | null = null;
  let isNew = false;
  return {
    async of(settings) {
      const as = JSON.stringify(settings);
      if (held?.as === as) return held.modem;
      await held?.modem[Symbol.asyncDispose]();
      held = null;
      if (settings === null) return null;
      const { openModem } = await import("./open.ts");
      const pinFile = settings.pinFile === null ? null : resolve(configFolder, settings.pinFile);
      const modem = openModem({ settings: { ...settings, pinFile }, folder, clock, log, onSms });
      held = { as, modem, serial: settings.serial };
      isNew = true;
      return modem;
    },
    async works() {
      if (held === null || !isNew) return;
      isNew = false;
      const { state, lastError } = await held.modem.opened(OPEN_MS);
      if (state !== "ready") throw notOpen(held.serial, `${lastError ?? "it has not answered yet"}`);
    },
    async [Symbol.asyncDispose]() {
      await held?.modem[Symbol.asyncDispose]();
    },
  };
}

function notOpen(serial: string, why: string): GatewayError {
  return new GatewayError(
    "modem-not-open",
    `the modem at ${serial} cannot be used: ${why}`,
    "Check notify.modem in campus.yaml, its cable, SIM and antenna; it is tried again by itself, and other roads are used meanwhile.",
    { words: { key: "modem-not-open", values: { serial, why } } },
  );
}
