// The dashboard of the gateway itself: what arrives, from whom, how good it is, and what happened. Lag, commit time and losses are not in
// the time-series store; the gateway's own pages and /metrics have them.
import { type Dashboard, RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { alarmFigures, badFigure, RECENT } from "./figures.ts";
import { framed, type Scene, startMarks } from "./frame.ts";
import { activeOverTime, badShare, OF_CAMPUS, OF_DEVICES, OF_READINGS } from "./influxql.ts";
import { bars, course, curves, figure, newestTime, WHOLE, withDeviceNames } from "./panels.ts";
import { alarmTable, silenceTable } from "./tables.ts";

const REPORTING_STEP = "5m";

/** How many devices sent or answered something, per step. */
const REPORTING = `SELECT count("values") FROM (SELECT count("quality") AS "values" ${OF_READINGS} GROUP BY time(${REPORTING_STEP}), "device" fill(none)) WHERE $timeFilter GROUP BY time(${REPORTING_STEP}) fill(none)`;

/** How often the gateway was started. */
const STARTS = `SELECT count("seq") FROM "gateway" WHERE ${OF_CAMPUS} AND "type" = 'started' AND $timeFilter`;

/** Events of some types per hour, one curve a type. */
function perHour(types: RegExp, alias: string) {
  return {
    query: `SELECT count("seq") FROM "event" WHERE ${OF_CAMPUS} AND "type" =~ ${types} AND $timeFilter GROUP BY time(1h), "type" fill(none)`,
    alias,
  };
}

/** Events of one type per hour. */
function countPerHour(type: string, alias: string) {
  return {
    query: `SELECT count("seq") FROM "event" WHERE ${OF_CAMPUS} AND "type" = '${type}' AND $timeFilter GROUP BY time(1h) fill(none)`,
    alias,
  };
}

/** The dashboard in one language, for one campus or for any. */
export function gatewayHealth(scene: Scene): Dashboard {
  const { say, facts } = scene;
  return framed("gateway-health", scene, null)
    .annotation(startMarks(say))
    .description(say("gateway-health-about"))
    .withRow(new RowBuilder(say("now")))
    .withPanel(
      figure(
        say("newestAge"),
        { unit: "dateTimeFromNow" },
        { query: `SELECT last("quality") ${OF_READINGS}` },
      ).reduceOptions(newestTime()),
    )
    .withPanel(
      figure(
        say("perMinute"),
        { unit: "short", decimals: 0 },
        {
          query: `SELECT mean("values") FROM (SELECT count("quality") AS "values" ${OF_READINGS} GROUP BY time(1m) fill(none))`,
        },
      ).timeFrom(RECENT),
    )
    .withPanel(figure(say("reportingNow"), { unit: "none" }, { query: REPORTING }).timeFrom(RECENT))
    .withPanel(badFigure(scene))
    .withPanel(alarmFigures(scene, OF_CAMPUS))
    .withRow(new RowBuilder(say("intake")))
    .withPanel(
      curves(
        say("perMinute"),
        { unit: "short" },
        { query: `SELECT count("value") ${OF_READINGS} GROUP BY time(1m) fill(0)`, alias: say("values") },
        {
          query: `SELECT count("quality") ${OF_READINGS} AND "quality" = 'uncertain' GROUP BY time(1m) fill(none)`,
          alias: say("uncertainShort"),
        },
        {
          query: `SELECT count("quality") ${OF_READINGS} AND "quality" = 'bad' GROUP BY time(1m) fill(none)`,
          alias: say("bad"),
        },
      ),
    )
    .withPanel(curves(say("reporting"), { unit: "none", decimals: 0 }, { query: REPORTING, alias: say("reporting") }))
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
    .withPanel(
      bars(say("rollups"), "short", {
        query: `SELECT count("last") FROM "reading_1m" WHERE ${OF_DEVICES} AND $timeFilter GROUP BY time(10m) fill(none)`,
        alias: "reading_1m",
      }),
    )
    .withRow(new RowBuilder(say("device")))
    .withPanel(
      bars(
        say("deviceStates"),
        "short",
        countPerHour("device.online", say("online")),
        countPerHour("device.offline", say("offline")),
      ),
    )
    .withPanel(
      bars(say("startsPerHour"), "short", { query: `${STARTS} GROUP BY time(1h) fill(none)`, alias: say("started") }),
    )
    .withPanel(silenceTable(say("lastSeen"), scene, ["device"]).span(WHOLE))
    .withRow(new RowBuilder(say("alarms")))
    .withPanel(
      bars(
        say("alarmsPerHour"),
        "short",
        countPerHour("alarm.raised", say("raisedShort")),
        countPerHour("alarm.cleared", say("clearedShort")),
        countPerHour("alarm.acknowledged", say("acknowledgedShort")),
      ),
    )
    .withPanel(bars(say("eventsPerHour"), "short", perHour(/^(access|door|camera|power|leak|bell)\./, "$tag_type")))
    .withPanel(course(say("activeAlarms"), { query: activeOverTime(OF_CAMPUS), alias: say("activeShort") }).span(WHOLE))
    .withPanel(alarmTable(scene, OF_CAMPUS))
    .build();
}
