// The part of the schema (schema.ts) that describes devices and their points.
import { ID_PATTERN } from "../contract/ids.ts";
import { NETWORK_LEVELS } from "../contract/network.ts";
import { Type } from "../contract/schema.ts";
import { address, duration, form, id, mapOf, oneOf, section, text } from "./forms.ts";
import { trust } from "./schema-trust.ts";

const point = section(
  {
    unit: Type.Optional(
      form("unit", { description: "Unit of the point, when neither the message nor the profile says it." }),
    ),
    name: Type.Optional(text(64, { description: "Name of the point, for people." })),
    type: Type.Optional(
      oneOf(["number", "boolean", "text"], { description: "Kind of value; `text` allows up to 256 characters." }),
    ),
    deadband: Type.Optional(
      Type.Number({
        minimum: 0,
        description:
          "Changes up to this much, in the point's unit, do not count as a change; default: the profile's, or 0.",
      }),
    ),
    trust: Type.Optional(trust),
  },
  { description: "One point, over what the profile says." },
);

const connection = Type.Object(
  {
    tcp: Type.Optional(address({ description: "HOST:PORT of the device, its own protocol over TCP." })),
    rtuOverTcp: Type.Optional(address({ description: "HOST:PORT of a serial server that passes RTU frames through." })),
    serial: Type.Optional(
      text(256, { description: "Path of a serial port of this machine; one below /dev/serial/by-id/ stays the same." }),
    ),
    baud: Type.Optional(
      Type.Integer({ minimum: 1200, maximum: 230_400, description: "Baud rate of the serial port; default 9600." }),
    ),
    parity: Type.Optional(
      oneOf(["none", "even", "odd"], { description: "Parity of the serial port; default `none`." }),
    ),
    stopBits: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2, description: "Stop bits of the serial port; default 1." }),
    ),
    turnaround: Type.Optional(
      duration({
        atLeast: "0ms",
        atMost: "1s",
        description:
          "Silence on a serial line between an answer and the next request; default 4ms at a port of this machine, 10ms behind a serial server.",
      }),
    ),
    unit: Type.Optional(Type.Integer({ minimum: 0, maximum: 255, description: "Unit (slave) number on the link." })),
    timeout: Type.Optional(
      duration({ atLeast: "1ms", atMost: "10min", description: "How long to wait for an answer." }),
    ),
  },
  {
    description:
      "How to reach a device that we ask; further keys are those of its driver. Devices with the same link share it.",
  },
);

export const device = section(
  {
    id: id({
      description: "Id of the device, unique; also its MQTT user name and client id unless `mqtt` says otherwise.",
    }),
    name: text(64, { description: "Name of the device, for people." }),
    driver: id({ description: "Folder in device-drivers; `mqtt` for devices that send to us." }),
    profile: id({ description: "What the device model can say and do; `native` for our own MQTT format." }),
    place: Type.Optional(id({ description: "Id of the place where it is." })),
    connection: Type.Optional(connection),
    every: duration({
      default: "5s",
      atLeast: "100ms",
      atMost: "1d",
      description: "How often a device that we ask is asked.",
    }),
    report: Type.Optional(
      section(
        {
          onChange: Type.Boolean({
            default: true,
            description: "True: an entry on any change of value or quality; false: each poll is an entry.",
          }),
          atLeast: duration({
            default: "60s",
            atLeast: "100ms",
            atMost: "1d",
            description: "An entry at least so often, without any change.",
          }),
        },
        { description: "Which polls become entries; without it, each." },
      ),
    ),
    staleAfter: Type.Optional(
      duration({
        atLeast: "1s",
        atMost: "30d",
        description:
          "Age from which a value is stale; default 3 × `every`, at least 10s, and with `report` its `atLeast` more; for devices that send to us what their profile says, else 5min.",
      }),
    ),
    points: mapOf(ID_PATTERN, point, { default: {}, description: "Points of this device, over the profile." }),
    network: Type.Optional(
      section(
        {
          level: oneOf(NETWORK_LEVELS, { description: "Which part of the network is down when it does not answer." }),
          behind: Type.Optional(id({ description: "Id of the device through which the gateway reaches it." })),
        },
        { description: "Where it stands in the network: what its absence explains, and what explains its absence." },
      ),
    ),
    enabled: Type.Boolean({ default: true, description: "False: neither asked nor let in." }),
    credential: Type.Optional(
      section(
        {
          sha256: Type.String({
            pattern: "^[0-9a-fA-F]{64}$",
            description: "Hex SHA-256 of the UTF-8 secret; never the secret itself.",
          }),
        },
        { description: "What a device that sends to us signs in with." },
      ),
    ),
    mqtt: Type.Optional(
      section(
        {
          username: Type.Optional(text(64, { description: "MQTT user name; default: the id." })),
          clientId: Type.Optional(text(64, { description: "MQTT client id; default: the id." })),
          via: Type.Optional(
            id({
              description:
                "Id of the device that signs in and publishes for it, such as Zigbee2MQTT; it then has no credential of its own.",
            }),
          ),
          name: Type.Optional(
            form("topic-name", {
              maxLength: 200,
              description:
                "What its firmware calls it: {name} in the topics of its profile; default: the id, with `via`.",
            }),
          ),
          base: Type.Optional(
            form("topic-name", {
              maxLength: 200,
              description: "First levels of its topics: {base} in its profile; default: as the firmware comes.",
            }),
          ),
          topics: Type.Array(form("topic", { description: "A topic, or a filter with + and #." }), {
            default: [],
            maxItems: 64,
            description:
              "Topics that the device publishes besides its own below campus/v1/; with `name`, those of its profile are.",
          }),
        },
        { description: "Only for foreign firmware that cannot use the id and our topics." },
      ),
    ),
  },
  { description: "One device." },
);
