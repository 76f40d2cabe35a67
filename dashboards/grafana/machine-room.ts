// The dashboard of the machine room: is it cool, dry, powered and closed, and since when is it not.
import { type Dashboard, RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { inletTemperature, phaseVoltage, roomHumidity, runtimeLeft } from "./bands.ts";
import { alarmFigures, badFigure, RECENT } from "./figures.ts";
import { framed, type Scene } from "./frame.ts";
import { badShare, OF_DEVICES } from "./influxql.ts";
import { curves, figure, timeline, WHOLE, withDeviceNames, withNames, zeroAndOne } from "./panels.ts";
import { alarmTable, silenceTable } from "./tables.ts";

const DEVICE_POINT = "$tag_device $tag_point";
const DANGERS = /^(leak|smoke|fire|gas|alarm|fault)$/;
const CONTACTS = /^(door|active|mains|di\d+)$/;
const EITHER = /^(leak|smoke|fire|gas|alarm|fault|door|active|mains|di\d+)$/;
const VOLTAGES = /^voltage/;
const CURRENTS = /^current/;
const UPS = /^(battery|load)$/;

/** The last value in each step of time, one curve per device and point. */
function valuesOf(points: RegExp) {
  return {
    query: `SELECT last("value") FROM "reading" WHERE ${OF_DEVICES} AND "point" =~ ${points} AND $timeFilter GROUP BY time($__interval), "device", "point" fill(none)`,
    alias: DEVICE_POINT,
  };
}

/** The highest of the newest values of all devices. */
function highest(point: string) {
  return {
    query: `SELECT max("newest") FROM (SELECT last("value") AS "newest" FROM "reading" WHERE ${OF_DEVICES} AND "point" = '${point}' AND $timeFilter GROUP BY "device")`,
  };
}

/** The lowest of the newest values of all devices. */
function lowest(point: string) {
  return { query: highest(point).query.replace("max(", "min(") };
}

function lastingQuery(figures: string, alias: string) {
  return {
    query: `SELECT ${figures} FROM "reading_15m" WHERE ${OF_DEVICES} AND "point" = 'temperature' AND $timeFilter GROUP BY time($__interval), "device" fill(none)`,
    alias: `$tag_device ${alias}`,
  };
}

/** The dashboard in one language, for one campus or for any. */
export function machineRoom(scene: Scene): Dashboard {
  const { say, facts } = scene;
  const temperature = /^temperature$/;
  const humidity = /^humidity$/;
  return framed("machine-room", scene, "machine-room")
    .description(say("machine-room-about"))
    .withRow(new RowBuilder(say("now")))
    .withPanel(
      figure(
        say("hottest"),
        { unit: "celsius", decimals: 1, bands: inletTemperature() },
        highest("temperature"),
      ).timeFrom(RECENT),
    )
    .withPanel(
      figure(say("dampest"), { unit: "percent", decimals: 0, bands: roomHumidity() }, highest("humidity")).timeFrom(
        RECENT,
      ),
    )
    .withPanel(
      figure(say("supply"), { unit: "none" }, highest("on-battery"))
        .mappings([zeroAndOne([say("mains"), "green"], [say("onBattery"), "red"])])
        .timeFrom(RECENT),
    )
    .withPanel(figure(say("runtime"), { unit: "s", bands: runtimeLeft() }, lowest("runtime")).timeFrom(RECENT))
    .withPanel(badFigure(scene))
    .withPanel(alarmFigures(scene, OF_DEVICES))
    .withRow(new RowBuilder(say("climate")))
    .withPanel(
      withNames(
        curves(say("temperature"), { unit: "celsius", decimals: 1, bands: inletTemperature() }, valuesOf(temperature)),
        scene,
        temperature,
      ),
    )
    .withPanel(
      withNames(
        curves(say("humidity"), { unit: "percent", decimals: 0, bands: roomHumidity() }, valuesOf(humidity)),
        scene,
        humidity,
      ),
    )
    .withPanel(
      withDeviceNames(
        curves(
          say("temperatureLong"),
          { unit: "celsius", decimals: 1, bands: inletTemperature() },
          lastingQuery('min("min")', say("lowest")),
          lastingQuery('sum("sum") / sum("count")', say("mean")),
          lastingQuery('max("max")', say("highest")),
        )
          .interval("15m")
          .spanNulls(45 * 60_000)
          .timeFrom("30d")
          .span(WHOLE),
        facts,
        [say("lowest"), say("mean"), say("highest")],
      ),
    )
    .withRow(new RowBuilder(say("contacts")))
    .withPanel(withNames(timeline(say("contacts"), say, valuesOf(DANGERS), valuesOf(CONTACTS)), scene, EITHER))
    .withRow(new RowBuilder(say("power")))
    .withPanel(
      withNames(curves(say("voltage"), { unit: "volt", bands: phaseVoltage() }, valuesOf(VOLTAGES)), scene, VOLTAGES),
    )
    .withPanel(withNames(curves(say("current"), { unit: "amp" }, valuesOf(CURRENTS)), scene, CURRENTS))
    .withPanel(withNames(curves(say("ups"), { unit: "percent" }, valuesOf(UPS)).span(WHOLE), scene, UPS))
    .withRow(new RowBuilder(say("alarms")))
    .withPanel(alarmTable(scene, OF_DEVICES))
    .withRow(new RowBuilder(say("dataQuality")))
    .withPanel(
      withDeviceNames(
        curves(
          say("badByDevice"),
          { unit: "percentunit", decimals: 1 },
          {
            query: `${badShare(facts)} GROUP BY time($__interval), "device" fill(none)`,
            alias: "$tag_device",
          },
        ).interval("10m"),
        facts,
      ),
    )
    .withPanel(silenceTable(say("newest"), scene, ["device", "point"]))
    .build();
}
