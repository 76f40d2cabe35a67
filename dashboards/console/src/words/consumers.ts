// What the parts that follow the journal are called.
import { defineTexts, useLanguage } from "../i18n/texts.ts";
import { wordOr } from "./speech.ts";

const consumerNames = defineTexts(
  "consumer-names",
  {
    latest: "最新数值",
    alarms: "告警判断",
    rollups: "历史统计",
    derived: "计算值",
    influx: "写入 InfluxDB",
    "influx-rollups": "历史统计写入 InfluxDB",
    county: "上报县级平台",
  },
  {
    latest: "Newest values",
    alarms: "Alarms",
    rollups: "Figures for history",
    derived: "Computed values",
    influx: "To InfluxDB",
    "influx-rollups": "Figures for history to InfluxDB",
    county: "To the county",
  },
);

/** One that is not known here keeps its name. */
export function useConsumerName(): (consumer: string) => string {
  const language = useLanguage();
  return (consumer) => wordOr(consumerNames, language, consumer) ?? consumer;
}
