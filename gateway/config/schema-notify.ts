// The part of the schema (schema.ts) that describes posts, and the plans and roads by which alarms reach people.
import { ROAD_KINDS } from "../contract/notify.ts";
import { type Static, Type } from "../contract/schema.ts";
import { duration, file, form, id, mapOf, oneOf, section, text } from "./forms.ts";

const post = section(
  {
    id: id({ description: "Id of the post, unique; `county` is the county's and cannot be one." }),
    name: text(64, { description: "Name of the post, for people." }),
    place: Type.Optional(id({ description: "Id of the place it is at; without it: nowhere in particular." })),
    covered: oneOf(["always", "sometimes"], {
      default: "always",
      description: "`always`: an hour with nobody on duty is a warning; `sometimes`: it is meant.",
    }),
    signOnWithin: Type.Optional(
      duration({
        atLeast: "1min",
        atMost: "1d",
        description:
          "So soon after a shift began somebody must have signed on (上岗); without it nobody is waited for.",
      }),
    ),
  },
  { description: "Where, or as what, somebody is on duty (岗位). Who it is stands in the roster, not here." },
);

export const duty = section(
  { posts: Type.Array(post, { default: [], maxItems: 32, description: "The posts." }) },
  { default: {}, description: "Who can be on duty." },
);

const WORDS = ["campus", "alarm", "place", "value", "time", "code"] as const;

const road = section(
  {
    id: id({ description: "Id of the road, unique." }),
    kind: oneOf(ROAD_KINDS, {
      description:
        "`post`: the console of a post; `modem-call`, `modem-sms`: the modem; `http-voice`, `http-sms`: a service that calls or sends SMS; `dingtalk`, `wecom`, `feishu`: a group's robot; `smtp`: mail; `county`: the county's desk.",
    }),
    name: text(64, { description: "Name of the road, for people." }),
    mostPerDay: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        description:
          "Most deliveries a day; default: 200 for what costs money (calls and SMS), no limit otherwise. Critical alarms go beyond it.",
      }),
    ),
    urlFile: Type.Optional(file("Robots: file with the robot's whole address, which holds its key.")),
    secretFile: Type.Optional(
      file(
        "Robots: file with the secret of the signature, if there is one. `http-voice`, `http-sms`: the key's secret.",
      ),
    ),
    host: Type.Optional(form("host", { description: "Mail: name or address of the mail server." })),
    port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        description: "Mail: its port; default: 465 with `secure`, 587 otherwise.",
      }),
    ),
    secure: Type.Optional(
      Type.Boolean({
        description:
          "Mail: true for TLS from the first byte, as on port 465 (then the default); false: STARTTLS, without which nothing is sent.",
      }),
    ),
    from: Type.Optional(form("mail", { description: "Mail: the sender's address." })),
    user: Type.Optional(text(256, { description: "Mail: user name at the mail server, with `passwordFile`." })),
    passwordFile: Type.Optional(file("Mail: file with the password, nothing else in it.")),
    caFile: Type.Optional(
      file("Mail, `http-voice`, `http-sms`: PEM file of an authority to trust beside the machine's own."),
    ),
    url: Type.Optional(form("http-url", { description: "`http-voice`, `http-sms`: address of the service." })),
    sign: Type.Optional(
      oneOf(["aliyun", "aliyun-v2", "hmac"], {
        description:
          "`http-voice`, `http-sms`: how requests are signed: as Alibaba Cloud asks (`aliyun-v2`: an older private cloud of theirs), or with a plain HMAC.",
      }),
    ),
    keyId: Type.Optional(text(128, { description: "`http-voice`, `http-sms`: id of the key." })),
    template: Type.Optional(text(64, { description: "`http-voice`, `http-sms`: id of the approved template." })),
    signName: Type.Optional(
      text(64, { description: "`http-sms` of Alibaba Cloud: the approved signature name (签名)." }),
    ),
    variables: Type.Optional(
      mapOf("^[A-Za-z_][A-Za-z0-9_]{0,31}$", oneOf(WORDS, { description: "One of our words." }), {
        description:
          "`http-voice`, `http-sms`: the template's variables, each with the word that it takes, such as { place: place, what: alarm }.",
      }),
    ),
    shown: Type.Optional(text(32, { description: "`http-voice`: the number that the called person sees." })),
    mostPerNumberPerDay: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description: "`http-voice`, `http-sms`: most deliveries to one number a day; default: 50.",
      }),
    ),
  },
  { description: "One way to reach people. Which options it has depends on its kind." },
);

const step = section(
  {
    after: duration({
      default: "0s",
      atMost: "1d",
      description: "Taken when nobody has acknowledged for so long; later than that of the step before.",
    }),
    to: id({ description: "A post, or `county`." }),
    by: Type.Array(id({ description: "A road." }), {
      default: [],
      maxItems: 8,
      description: "Roads, best first; the next is taken when one fails.",
    }),
    nightBy: Type.Array(id({ description: "A road." }), {
      default: [],
      maxItems: 8,
      description: "The same at night; empty: as by day.",
    }),
  },
  { description: "Whom to tell." },
);

const plan = section(
  {
    id: id({ description: "Id of the plan, unique." }),
    severities: Type.Array(oneOf(["critical", "high", "medium", "low"], { description: "A severity." }), {
      default: ["critical", "high"],
      maxItems: 4,
      description: "Alarms of which severities it is for.",
    }),
    places: Type.Array(id({ description: "A place." }), {
      default: [],
      maxItems: 200,
      description: "Places, with all that is within them; empty: anywhere.",
    }),
    steps: Type.Array(step, { default: [], maxItems: 12, description: "Steps, one after the other." }),
  },
  { description: "Who is told of which alarms, and when. The first plan that fits an alarm holds." },
);

export const notify = section(
  {
    night: section(
      {
        from: form("day-time", { default: "22:00", description: "Time of day on campus at which it begins." }),
        to: form("day-time", { default: "06:30", description: "Time of day at which it ends." }),
      },
      { default: {}, description: "When `nightBy` holds instead of `by`." },
    ),
    language: oneOf(["zh-CN", "en"], { default: "zh-CN", description: "Language of what is sent." }),
    modem: Type.Optional(
      section(
        {
          serial: text(256, { description: "Path of the modem's AT port, such as /dev/serial/by-id/….." }),
          baud: Type.Integer({ default: 115_200, minimum: 300, maximum: 4_000_000, description: "Its baud rate." }),
          pinFile: Type.Optional(file("File with the PIN of its SIM card, nothing else in it.")),
          voice: oneOf(["ctts", "none"], {
            default: "none",
            description: "How it speaks in a call: `ctts`: with its own voice (AT+CTTS); `none`: it only rings.",
          }),
        },
        { description: "The 4G modem, for roads of kind `modem-call` and `modem-sms`." },
      ),
    ),
    roads: Type.Array(road, { default: [], maxItems: 32, description: "The roads." }),
    plans: Type.Array(plan, { default: [], maxItems: 64, description: "The plans." }),
    link: Type.Optional(
      section(
        {
          url: form("http-url", { description: "Address of the county's pages, as a phone outside reaches it." }),
          for: duration({
            default: "30min",
            atLeast: "1min",
            atMost: "1d",
            description: "How long a link can be used.",
          }),
        },
        {
          description:
            "One-time links in messages, by which somebody acknowledges from outside; the county serves them. Needs `county` with `commandKey`.",
        },
      ),
    ),
    proof: Type.Optional(
      section(
        {
          at: form("day-time", { description: "Time of day on campus." }),
          to: id({ description: "The post whose people get it." }),
        },
        { description: "When each road proves daily that it lives; without it: it does not." },
      ),
    ),
    sheet: Type.Optional(
      section(
        {
          to: Type.Array(id({ description: "A post, or a person of the roster by the id (p-…)." }), {
            minItems: 1,
            maxItems: 8,
            description: "Who gets it: whoever is on duty at these posts, and these persons.",
          }),
          by: Type.Array(id({ description: "A road." }), {
            minItems: 1,
            maxItems: 8,
            description:
              "Roads of kind `modem-sms`, `smtp`, `dingtalk`, `wecom` or `feishu`, best first; the next is taken when one fails. Names of persons stand only in what goes to one person.",
          }),
          morning: form("day-time", {
            default: "08:15",
            description: "Time of day on campus at which the night is told, from 07:00 to before 18:00.",
          }),
          evening: form("day-time", {
            default: "22:00",
            description: "Time of day at which the day is told, from 18:00 on.",
          }),
        },
        {
          description:
            "Three lines about the night and the day (今日平安), sent every day; without it: on the console only.",
        },
      ),
    ),
  },
  { description: "How alarms reach people; without it they stand on the console only." },
);

export type DutyFile = Static<typeof duty>;
export type PostFile = DutyFile["posts"][number];
export type NotifyFile = Static<typeof notify>;
export type SheetFile = NonNullable<NotifyFile["sheet"]>;
export type RoadFile = NotifyFile["roads"][number];
export type PlanFile = NotifyFile["plans"][number];
export type StepFile = PlanFile["steps"][number];
