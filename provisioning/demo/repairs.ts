// Writes the register of equipment and the repairs of the virtual school into a campus.db that does not exist yet. Nothing of it is real,
// and each record says so.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type KeptAsset, openAssets } from "#gateway/assets/book.ts";
import { checkFields } from "#gateway/assets/fields.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { canonicalJson, hashOf } from "#gateway/kit/canonical.ts";
import { type Clock, systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { dayIn } from "#gateway/tickets/days.ts";
import { actOn, type Doing, type KeptTicket, meTooOn, openTicket } from "#gateway/tickets/ticket.ts";
import { ASSETS, REPAIRS, type RepairSpec } from "./repair-data.ts";

const SIMULATED = "模拟数据 / simulated";
/** Not an account: nobody can sign in as the simulation. */
const BY = { account: "simulation", remote: "local" } as const;
const HOUR_MS = 3_600_000;

/** Does nothing when there is a campus.db: it is the operator's then. */
export async function ensureRepairs(folder: string, clock: Clock = systemClock): Promise<boolean> {
  const file = join(folder, "campus.db");
  if (existsSync(file)) return false;
  await using accounts = await openAccounts({ file, clock, log: createLog("silent"), onAudit: () => undefined });
  const assets = openAssets({ store: accounts, clock });
  const anything = { hasPlace: () => true, hasDevice: () => true };
  const wishes = ASSETS.map(([id, name, kind, place, more]) => {
    const checked = checkFields({ owner: "信息中心", ...more, name, class: kind, place, note: SIMULATED }, anything);
    if ("wrong" in checked) throw new Error(`${id}: ${JSON.stringify(checked.wrong)}`);
    return { id, version: 0, fields: checked.fields };
  });
  await assets.put(BY, wishes, "asset.imported");
  const day = dayIn("Asia/Shanghai");
  const numbers = new Map<string, number>();
  const tickets = REPAIRS.flatMap((spec) => {
    const asset = assets.get(spec.asset);
    if (asset === undefined) return [];
    const openedMs = clock.now() - spec.hoursAgo * HOUR_MS;
    const prefix = day(openedMs).slice(2).replaceAll("-", "");
    const number = (numbers.get(prefix) ?? 0) + 1;
    numbers.set(prefix, number);
    return [played(`${prefix}-${number}`, openedMs, asset, spec)];
  });
  const put = tickets.map((ticket) => {
    const body = canonicalJson(ticket);
    return {
      kind: "ticket",
      id: ticket.id,
      version: 1,
      hash: hashOf(body),
      body,
      changedMs: clock.now(),
      by: BY.account,
    };
  });
  const detail = { tickets: put.length, simulated: true };
  await accounts.changeDocuments({ put, remove: [] }, { type: "ticket.changed", ...BY, detail });
  return true;
}

/** A repair as it went so far. */
function played(id: string, openedMs: number, { id: asset, fields }: KeptAsset, spec: RepairSpec): KeptTicket {
  const { name, class: kind, place, device } = fields;
  const said = { fault: spec.fault, text: spec.text ?? null, reporter: null, alarm: null, faultMs: null, by: null };
  const opened = openTicket(id, openedMs, { ...said, asset, name, class: kind, place, device, via: "qr" });
  const heard = Array.from({ length: spec.meToo ?? 0 }).reduce<KeptTicket>(
    (ticket) => meTooOn(ticket, openedMs),
    opened,
  );
  const plain = { by: BY.account, comment: null, contractor: null, duplicateOf: null, register: {}, signature: null };
  const steps: readonly (readonly [after: number | undefined, doing: Doing])[] = [
    [spec.acceptedAfter, { ...plain, act: "accept" }],
    [
      spec.doneAfter,
      {
        ...plain,
        act: "finish",
        register: { symptom: spec.text ?? null, conclusion: spec.conclusion ?? null },
        signature: "王老师（虚拟）",
      },
    ],
    [spec.confirmedAfter, { ...plain, act: "confirm" }],
  ];
  const last = steps.reduce<KeptTicket>(
    (ticket, [after, doing]) => (after === undefined ? ticket : actOn(ticket, openedMs + after * HOUR_MS, doing)),
    heard,
  );
  // One document at its first version, whatever happened before it was written.
  return { ...last, version: 1 };
}
