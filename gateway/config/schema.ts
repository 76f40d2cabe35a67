// The one truth about campus.yaml: type, unit, range, default and one sentence for each option. It checks the file (shape.ts), fills
// in defaults, and is rendered as docs/campus-yaml.md and docs/campus.schema.json (document.ts). What ties options together is references.ts.
import { type Static, Type } from "../contract/schema.ts";
import { address, duration, file, form, id, oneOf, section, size, text } from "./forms.ts";
import { PLACE_CLASSES } from "./places.ts";
import { alarm } from "./schema-alarm.ts";
import { device } from "./schema-device.ts";
import { duty, notify } from "./schema-notify.ts";

const campus = section(
  {
    id: id({
      description: "Id of the campus: in InfluxDB, at the county and in run.json. Changing it needs a restart.",
    }),
    name: text(64, { description: "Name of the campus, for people." }),
    timezone: form("timezone", { description: "Time zone of days, shifts and calendars, such as Asia/Shanghai." }),
    simulated: Type.Boolean({
      default: false,
      description: "True: a virtual campus; every device is played, and the console says so on each page.",
    }),
  },
  { description: "Which campus this is." },
);

const listen = section(
  {
    http: Type.Optional(
      address({ description: "HTTP without encryption: for this machine only, unless `insecure` is true." }),
    ),
    https: Type.Optional(
      address({ description: "HTTPS, with the certificate of `tls` or one of the gateway's own authority." }),
    ),
    mqtt: Type.Optional(
      address({ description: "MQTT without encryption: for this machine only, unless `insecure` is true." }),
    ),
    mqtts: Type.Optional(
      address({ description: "MQTT over TLS, with the certificate of `tls` or one of the gateway's own authority." }),
    ),
    insecure: Type.Boolean({
      default: false,
      description: "Allows http and mqtt beyond this machine: passwords and data then cross the network in clear text.",
    }),
  },
  {
    default: {},
    description: "Open ports; none that is not named here. Port 0 takes any free port. Changes need a restart.",
  },
);

const tls = section(
  {
    certificateFile: file("PEM file of the certificate, followed by its chain."),
    keyFile: file("PEM file of the private key."),
  },
  {
    description:
      "The owner's certificate for https and mqtts; without it the gateway makes its own. Changes need a restart.",
  },
);

const journal = section(
  {
    keepReadings: duration({
      default: "7d",
      atLeast: "1s",
      atMost: "3650d",
      description: "How long readings are kept, by received time.",
    }),
    keepOther: duration({
      default: "190d",
      atLeast: "1s",
      atMost: "3650d",
      description: "How long all other entries are kept, by received time.",
    }),
    maxSize: size({
      default: "8GB",
      atLeast: "1MB",
      description: "Size of the journal at which the oldest readings go first.",
    }),
  },
  { default: {}, description: "How much the delivery log keeps." },
);

const place = section(
  {
    id: id({ description: "Id of the place, unique." }),
    name: text(64, { description: "Name of the place, for people." }),
    class: oneOf(PLACE_CLASSES, { description: "What kind of place it is." }),
    key: Type.Boolean({ default: false, description: "True for a key place (重点部位)." }),
    within: Type.Optional(id({ description: "Id of the place that this one is a part of." })),
  },
  { description: "A room or spot." },
);

const influx = section(
  {
    url: form("http-url", { description: "Address of InfluxDB or of what speaks its write protocol." }),
    version: oneOf([1, 2, 3], { description: "Version of its HTTP interface." }),
    database: Type.Optional(text(256, { description: "Database (version 1; for 2 and 3 in place of `bucket`)." })),
    org: Type.Optional(text(256, { description: "Organisation (version 2)." })),
    bucket: Type.Optional(text(256, { description: "Bucket (version 2 and 3)." })),
    tokenFile: Type.Optional(file("File with the token, nothing else in it; version 1: `name:password`.")),
  },
  { description: "The time-series store; without it the embedded roll-ups serve history." },
);

const limit = section(
  {
    from: form("day-time", { description: "Time of day on campus from which it holds." }),
    to: form("day-time", { description: "Time of day until which it holds; earlier than `from`: over midnight." }),
    rate: size({ atLeast: "1KB", description: "Bytes per second besides alarms, such as 64KB." }),
  },
  { description: "How much of the line the county link may take at some time of day." },
);

const county = section(
  {
    url: form("mqtt-url", { description: "Broker of the county." }),
    certificateFile: Type.Optional(file("PEM file of the certificate of this campus.")),
    keyFile: Type.Optional(file("PEM file of its private key.")),
    caFile: Type.Optional(file("PEM file of the authority that signed the county's certificate.")),
    username: Type.Optional(
      text(64, { description: "User name at the county's broker, with `secretFile`; default: the campus's id." }),
    ),
    secretFile: Type.Optional(file("File with the secret of `username`, for a broker without client certificates.")),
    summaryEvery: duration({
      default: "60s",
      atLeast: "1s",
      atMost: "1h",
      description: "How often summaries go to the county.",
    }),
    limits: Type.Array(limit, {
      default: [],
      maxItems: 24,
      description: "Limits by time of day, the first that holds counts; alarms are never held back.",
    }),
    commandKey: Type.Optional(
      form("public-key", {
        description:
          "Public key of the county's commands, as the county shows it; without it every command of the county is refused.",
      }),
    ),
    may: Type.Array(oneOf(["alarms.ack", "duty.spot-check"], { description: "A right." }), {
      default: [],
      maxItems: 8,
      description:
        "What the county may do here by command: `alarms.ack` acknowledges an alarm, `duty.spot-check` asks a post whether somebody is there.",
    }),
  },
  { description: "The county service; without it the campus works on its own." },
);

export const CampusFileSchema = section(
  {
    campus,
    listen,
    tls: Type.Optional(tls),
    journal,
    places: Type.Array(place, { default: [], maxItems: 2000, description: "Rooms and spots." }),
    devices: Type.Array(device, {
      default: [],
      maxItems: 4000,
      description: "Devices, those that we ask and those that send to us.",
    }),
    alarms: Type.Array(alarm, { default: [], maxItems: 4000, description: "Alarm rules." }),
    alarmDefaults: Type.Boolean({
      default: true,
      description:
        "False: only the rules of this file raise alarms, not those that come with profiles and with the gateway itself.",
    }),
    influx: Type.Optional(influx),
    county: Type.Optional(county),
    duty,
    notify: Type.Optional(notify),
  },
  { title: "campus.yaml", description: "The configuration of one campus." },
);

/** campus.yaml after the shape was checked and defaults were filled in; texts still as written. */
export type CampusFile = Static<typeof CampusFileSchema>;
export type PlaceFile = CampusFile["places"][number];
export type DeviceFile = CampusFile["devices"][number];
export type CountyFile = NonNullable<CampusFile["county"]>;
export type AlarmFile = CampusFile["alarms"][number];
export type InfluxFile = Static<typeof influx>;
