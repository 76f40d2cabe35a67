// How campuses and county reach each other: through the county's own broker, or through somebody else's. Both look the same from inside.
import type { Ack } from "../wire/ack.ts";
import type { UpAddress } from "../wire/topics.ts";

export interface RoadEvents {
  /** Resolves when its campus may say more; it is answered when it is stored. */
  message(address: UpAddress, bytes: Uint8Array): Promise<void>;
  /** A campus gave a sign of life. */
  heard(campus: string): void;
  /** `certificateUntilMs`: when the certificate that it showed runs out; null: it showed none. */
  connected(campus: string, certificateUntilMs: number | null): void;
  disconnected(campus: string): void;
  violation(campus: string, what: "publish" | "subscribe" | "client-id", detail: string): void;
}

export interface Road extends AsyncDisposable {
  readonly addresses: { readonly mqtt: string | null; readonly mqtts: string | null };
  /** False behind a foreign broker: whether a campus is connected can only be guessed from when it was last heard. */
  readonly knowsConnections: boolean;
  /** Tells a campus; that it arrives is not waited for. */
  answer(campus: string, ack: Ack): void;
  /** Hands a campus a command; that it arrives is not waited for. */
  command(campus: string, bytes: Uint8Array): void;
  /** The configuration changed: whoever is no campus any more is sent away. */
  revise(): void;
}
