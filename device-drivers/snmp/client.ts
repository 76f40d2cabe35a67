// One SNMP session with one device, over UDP: single objects, and whole columns of a table. The library is loaded with the first one.
import { readFile } from "node:fs/promises";
import type { Session, User, Varbind } from "net-snmp";
import { LinkError } from "../../gateway/contract/driver.ts";
import type { Connection } from "./connection.ts";
import type { Raw } from "./map.ts";

/** Objects in one request: an answer fits into one packet of an Ethernet. */
const MOST_OBJECTS = 20;
/** Rows asked for at once, over all columns: an answer of short values fits into one packet. */
const CELLS_AT_ONCE = 48;
/** More rows than any switch has ports. */
const MOST_ROWS = 1024;
const RETRIES = 1;

/** Nothing came, after a retry. */
export class Silent extends Error {}
/** The device said that it will not. */
export class Refused extends Error {}

export interface SnmpClient extends Disposable {
  /** Raw values in the order of the OIDs. Throws Silent or Refused. */
  get(oids: readonly string[]): Promise<Raw[]>;
  /** Each column by index, all together; rows beyond so many are left out. Throws Silent or Refused. */
  columns(oids: readonly string[], mostRows?: number): Promise<ReadonlyMap<string, Raw>[]>;
}

/** Reads the secrets and makes a session; nothing goes out yet. Throws LinkError when a secret cannot be read. */
export async function openSnmp({ host, port, timeoutMs, asks }: Connection): Promise<SnmpClient> {
  const { default: snmp } = await import("net-snmp");
  const options = {
    port,
    timeout: timeoutMs,
    retries: RETRIES,
    backoff: 1,
    transport: host.includes(":") ? "udp6" : "udp4",
    idBitsSize: 32,
  } as const;
  let session: Session;
  if (asks.version === "2c") {
    const community = await secretIn(asks.communityFile, "communityFile");
    session = snmp.createSession(host, community, { ...options, version: snmp.Version2c });
  } else {
    const { user: name, auth, privacy } = asks;
    const level = privacy !== null ? "authPriv" : auth !== null ? "authNoPriv" : "noAuthNoPriv";
    const user: User = {
      name,
      level: snmp.SecurityLevel[level],
      ...(auth === null
        ? {}
        : { authProtocol: snmp.AuthProtocols[auth.protocol], authKey: await secretIn(auth.file, "authFile") }),
      ...(privacy === null
        ? {}
        : { privProtocol: snmp.PrivProtocols[privacy.protocol], privKey: await secretIn(privacy.file, "privacyFile") }),
    };
    session = snmp.createV3Session(host, user, options);
  }
  // What cannot be sent or read ends as a time-out of the request that it belongs to.
  session.on("error", () => undefined);
  const { Counter64 = -1 } = snmp.ObjectType;
  const rawOf = (varbind: Varbind): Raw => {
    if (snmp.isVarbindError(varbind) || varbind.value === null) return null;
    const { type, value } = varbind;
    if (type === Counter64)
      return Buffer.isBuffer(value) ? BigInt(`0x0${value.toString("hex")}`) : BigInt(Number(value));
    return Buffer.isBuffer(value) || typeof value === "number" ? value : Buffer.from(String(value));
  };

  const get = async (oids: readonly string[]): Promise<Raw[]> => {
    const found: Raw[] = [];
    for (let at = 0; at < oids.length; at += MOST_OBJECTS) {
      const part = oids.slice(at, at + MOST_OBJECTS);
      const varbinds = await answered<readonly Varbind[]>((done) => session.get(part, done));
      found.push(...part.map((_, i) => (varbinds[i] === undefined ? null : rawOf(varbinds[i]))));
    }
    return found;
  };

  const columns = async (oids: readonly string[], mostRows = MOST_ROWS): Promise<ReadonlyMap<string, Raw>[]> => {
    const rowsAtOnce = Math.max(1, Math.floor(CELLS_AT_ONCE / oids.length));
    const found = oids.map(() => new Map<string, Raw>());
    let open = oids.map((oid, column) => ({ column, next: oid }));
    for (let rows = 0; open.length > 0 && rows < mostRows; rows += rowsAtOnce) {
      const cursors = open.map(({ next }) => next);
      const answers = await answered<readonly (readonly Varbind[])[]>((done) =>
        session.getBulk(cursors, 0, rowsAtOnce, done),
      );
      // Devices cut an answer that grows too long: what has nothing in it goes on with the next request.
      if (answers.every((answer) => answer.length === 0)) break;
      open = open.flatMap(({ column, next }, i) => {
        const answer = answers[i] ?? [];
        if (answer.length === 0) return [{ column, next }];
        const prefix = `${oids[column]}.`;
        const inside = answer.filter((varbind) => varbind.oid.startsWith(prefix) && !snmp.isVarbindError(varbind));
        for (const varbind of inside) found[column]?.set(varbind.oid.slice(prefix.length), rawOf(varbind));
        const last = inside.at(-1)?.oid;
        return last === undefined || last === next || inside.length < answer.length ? [] : [{ column, next: last }];
      });
    }
    return found;
  };
  return { get, columns, [Symbol.dispose]: () => session.close() };
}

function answered<Answer>(ask: (done: (error: Error | null, answer?: Answer) => void) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    ask((error, answer) => {
      if (error === null && answer !== undefined) resolve(answer);
      else if (error?.name === "RequestTimedOutError") reject(new Silent("no answer", { cause: error }));
      else reject(new Refused(error?.message ?? "an answer without content", { cause: error }));
    });
  });
}

async function secretIn(file: string, key: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new LinkError("link-sign-in", `${file} cannot be read: put the secret of ${key} into it`, { cause });
  }
  if (text === "") throw new LinkError("link-sign-in", `${file} is empty: put the secret of ${key} into it`);
  return text;
}
