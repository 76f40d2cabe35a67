// The words of the modem: what it is asked, what becomes of it, what it hands over. The shapes are those of a road of notification.

/**
 * `accepted`: the called person took the call, the network took the message; `answered`: "1" was pressed. `failed`: nobody has heard it;
 * `again` says whether another try makes sense, `afterMs` how long to wait first. `unknown`: it may have arrived.
 */
export type Outcome =
  | { readonly is: "accepted"; readonly reference: string | null; readonly answered: boolean }
  | {
      readonly is: "failed";
      readonly code: string;
      readonly detail: string;
      readonly again: boolean;
      readonly afterMs: number;
    }
  | { readonly is: "unknown"; readonly detail: string };

export interface CallAsked {
  /** As one dials it. */
  readonly number: string;
  /** Whole sentences, to be spoken up to three times. */
  readonly text: string;
  /** True: "1" acknowledges. The text says so. */
  readonly answerable: boolean;
  /** Spoken once when "1" was pressed; absent: nothing. */
  readonly thanks?: string;
  /** Aborts when nobody needs to be called any more: it is not dialled, and is hung up while it rings. Once it is taken it goes on. */
  readonly unwanted?: AbortSignal;
}

/** Code of a call that nobody needs any more. */
export const UNWANTED = "unwanted";

export interface SmsAsked {
  readonly number: string;
  readonly text: string;
}

/** A message that somebody sent to the modem's number. */
export interface ReceivedSms {
  /** As the network writes it: `+8613…`, or a name. */
  readonly from: string;
  readonly text: string;
  /** ISO, the service centre's time; empty: it gave none. */
  readonly at: string;
  /** The same whenever the same message comes again. */
  readonly key: string;
}

/** How the modem is, without a whole number or a key. */
export type ModemCondition = Readonly<Record<string, string | number | boolean | null>>;

/** The modem of this gateway. Its calls and messages wait for one another; none of them ever rejects. */
export interface Modem extends AsyncDisposable {
  condition(): ModemCondition;
  /** How it is once it was opened or could not be, or after so many milliseconds. */
  opened(withinMs: number): Promise<ModemCondition>;
  call(asked: CallAsked, signal: AbortSignal): Promise<Outcome>;
  sendSms(asked: SmsAsked, signal: AbortSignal): Promise<Outcome>;
}

export function failed(code: string, detail: string, again: boolean, afterMs = 0): Outcome {
  return { is: "failed", code, detail, again, afterMs };
}
