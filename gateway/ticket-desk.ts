// Repairs as the interface asks for them: opened by people and from alarms, moved on, counted; and what the repair page may do.
import type { AskedBy, RepairCounter, SeesPlace, TicketDesk, TicketDoing, TicketWish } from "./api/repair-desk.ts";
import type { Assets, KeptAsset } from "./assets/book.ts";
import type { CampusConfig } from "./config/campus.ts";
import { hasFault } from "./contract/asset-classes.ts";
import { csvText } from "./contract/csv.ts";
import type { Ticket } from "./contract/tickets.ts";
import { parseTime } from "./contract/time.ts";
import type { Clock } from "./kit/clock.ts";
import { GatewayError } from "./kit/errors.ts";
import type { Tickets } from "./tickets/book.ts";
import { monthIn } from "./tickets/days.ts";
import type { Evidence } from "./tickets/evidence.ts";
import { monthlyFigures } from "./tickets/figures.ts";
import { cleanPhoto } from "./tickets/photo.ts";
import { registerRows } from "./tickets/table.ts";
import type { Doing, KeptTicket, Opening } from "./tickets/ticket.ts";
import { ticketView } from "./tickets/view.ts";

export interface TicketDeskParts {
  readonly tickets: Tickets;
  readonly assets: Assets;
  readonly evidence: Evidence;
  readonly config: { readonly current: CampusConfig };
  /** The day on campus, `YYYY-MM-DD`. */
  readonly day: (ms: number) => string;
  /** Called when a photo is on disk. */
  readonly onPhoto: (ticket: string, sha256: string, bytes: number) => void;
  readonly clock: Clock;
}

export function ticketDesk(parts: TicketDeskParts): TicketDesk {
  const { tickets, assets, evidence, config, day, clock } = parts;
  const view = viewer(parts);
  const monthOf = (month: string) => monthIn(month, config.current.campus.timezone);

  function openingOf({ account }: AskedBy, wish: TicketWish): Opening {
    const { alarm, text, fault } = wish;
    const device = alarm?.device ?? null;
    const asset = wish.asset !== null ? assets.get(wish.asset) : device === null ? undefined : assets.byDevice(device);
    const own = device === null ? undefined : config.current.devices.get(device);
    if (asset !== undefined && fault !== null && !hasFault(asset.fields.class, fault)) throw noSuchFault(fault);
    return {
      asset: asset?.id ?? null,
      name:
        asset?.fields.name ??
        own?.name ??
        config.current.places.get(wish.place ?? "")?.name ??
        config.current.campus.name,
      class: asset?.fields.class ?? "other",
      place: asset?.fields.place ?? own?.place ?? wish.place,
      device: asset?.fields.device ?? device,
      fault,
      text,
      via: alarm === null ? "account" : "alarm",
      reporter: null,
      alarm: alarm === null ? null : { id: alarm.id, occurrence: alarm.occurrence },
      faultMs: parseTime(alarm?.raisedAt),
      by: account,
    };
  }

  return {
    list(wanted, { limit, after }) {
      const found = tickets.list().filter(wanted);
      return { tickets: found.slice(after, after + limit).map(view), total: found.length };
    },
    get(id) {
      const ticket = tickets.get(id);
      return ticket === undefined ? null : view(ticket);
    },
    async open(by, wish) {
      const { ticket, fresh } = await tickets.open(openingOf(by, wish), by.remote);
      return { ticket: view(ticket), fresh };
    },
    act: async (by, id, version, doing) => {
      if (doing.duplicateOf !== null && (doing.duplicateOf === id || tickets.get(doing.duplicateOf) === undefined))
        throw noSuchTicket(doing.duplicateOf);
      return view(await tickets.act(id, version, doingOf(by, doing), by.remote));
    },
    async photo(id, sha256) {
      const ticket = tickets.get(id);
      const photo = ticket?.photos.find((one) => one.sha256 === sha256);
      if (ticket === undefined || photo === undefined) return null;
      const bytes = await evidence.read(sha256, photo.type, day(ticket.openedMs));
      return bytes === null ? null : { type: photo.type, bytes };
    },
    figures(month, sees: SeesPlace) {
      const range = monthOf(month);
      if (range === null) return null;
      const counted = assets.list().filter(({ fields }) => fields.state === "in-use" && sees(fields.place));
      return monthlyFigures(
        month,
        { ...range, nowMs: clock.now() },
        tickets.list().filter(({ place }) => sees(place)),
        counted.map(({ id, fields }) => ({ id, class: fields.class })),
      );
    },
    table(month, sees, language) {
      const range = monthOf(month);
      if (range === null) return null;
      const { timezone } = config.current.campus;
      const form = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
      const own = tickets
        .list()
        .filter((one) => one.openedMs >= range.fromMs && one.openedMs < range.toMs && sees(one))
        .toReversed();
      const place = (id: string) => config.current.places.get(id)?.name ?? id;
      return csvText(registerRows(own, language, { time: (ms) => form.format(ms), place }));
    },
  };
}

/** Shows a ticket with the words for where it is: of the place as it is called now, and of the thing's spot in it. */
function viewer({ assets, config }: TicketDeskParts): (ticket: KeptTicket) => Ticket {
  return (ticket) => {
    const place = ticket.place === null ? null : (config.current.places.get(ticket.place)?.name ?? ticket.place);
    const spot = ticket.asset === null ? null : (assets.get(ticket.asset)?.fields.spot ?? null);
    return ticketView(ticket, [place, spot].filter((part) => part !== null).join(" "));
  };
}

function doingOf({ account }: AskedBy, { register, ...doing }: TicketDoing): Doing {
  const { faultAt, fixedAt, ...words } = register;
  const times: { faultMs?: number; fixedMs?: number | null } = {};
  const [faultMs, fixedMs] = [parseTime(faultAt), parseTime(fixedAt)];
  if (faultMs !== null) times.faultMs = faultMs;
  if (fixedMs !== null) times.fixedMs = fixedMs;
  const texts = Object.fromEntries(
    Object.entries(words).map(([field, value]) => [field, value === null || value === "" ? null : String(value)]),
  );
  return { ...doing, by: account, register: { ...texts, ...times } };
}

/** More open tickets of one thing help nobody; then people only say "me too". */
const MOST_OPEN = 3;

/** For people without an account. */
export function repairCounter(parts: TicketDeskParts): RepairCounter {
  const { tickets, assets, evidence, config, day } = parts;

  function whereOf({ fields: { place, spot } }: KeptAsset): string {
    const { places } = config.current;
    return [place === null ? null : (places.get(place)?.name ?? null), spot].filter((part) => part !== null).join(" ");
  }

  return {
    scan(token) {
      const asset = assets.byToken(token);
      if (asset === undefined || asset.fields.state === "scrapped") return null;
      const open = tickets.openOf(asset.id).map(viewer(parts));
      return {
        asset: asset.id,
        name: asset.fields.name,
        class: asset.fields.class,
        where: whereOf(asset),
        open: open.map(({ id, state, fault, openedAt, meToo }) => ({ id, state, fault, openedAt, meToo })),
      };
    },
    async report(id, { fault, text, reporter }, remote) {
      const asset = assets.get(id);
      if (asset === undefined || !hasFault(asset.fields.class, fault)) throw noSuchFault(fault);
      const { name, class: kind, place, device } = asset.fields;
      const said = { asset: id, name, class: kind, place, device, fault, text, reporter };
      const opening = { ...said, via: "qr", alarm: null, faultMs: null, by: null } as const;
      return (await tickets.open(opening, remote, MOST_OPEN)).ticket.id;
    },
    async meToo(id, ticket, remote) {
      if (!tickets.openOf(id).some((open) => open.id === ticket)) return false;
      await tickets.meToo(ticket, remote);
      return true;
    },
    async addPhoto(id, bytes, remote) {
      const ticket = tickets.get(id);
      const photo = cleanPhoto(bytes);
      if (ticket === undefined || photo === null) return false;
      const sha256 = await evidence.keep(photo, day(ticket.openedMs));
      await tickets.addPhoto(id, { sha256, type: photo.type, bytes: photo.bytes.length }, remote);
      parts.onPhoto(id, sha256, photo.bytes.length);
      return true;
    },
  };
}

function noSuchFault(fault: string): GatewayError {
  return new GatewayError(
    "ticket-incomplete",
    `"${fault.slice(0, 40)}" is none of the faults of this class`,
    "Choose one of the class's faults, or other.",
    { words: { key: "field", values: { field: "fault" } } },
  );
}

function noSuchTicket(id: string): GatewayError {
  return new GatewayError(
    "ticket-incomplete",
    `there is no other ticket ${id.slice(0, 40)}`,
    "Name the ticket that stays.",
    { words: { key: "field", values: { field: "duplicateOf" } } },
  );
}
