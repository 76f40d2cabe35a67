// Saves the occurrences that the filter names as a table that office programs open without harm.
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import type { Occurrence } from "#gateway/contract/alarm-desk.ts";
import { useDeviceMap } from "../../api/campus.ts";
import { ApiProblem } from "../../api/http.ts";
import { campusTexts } from "../../campus/texts.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { csvText, saveFile } from "../../parts/csv.ts";
import { wallText } from "../../words/range.ts";
import { timeText } from "../../words/time.ts";
import { useWhatOf } from "./occurrence-rows.tsx";
import { historyTexts } from "./texts.ts";
import { readAll } from "./use-history.ts";

export function ExportButton({ question }: { readonly question: string }) {
  const say = useTexts(historyTexts);
  const { message, notification } = App.useApp();
  const rowsOf = useTable();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const { occurrences, cut } = await readAll(question);
      const name = `alarms-${wallText(gatewayNow()).replace(":", "")}.csv`;
      saveFile(name, "text/csv;charset=utf-8", csvText(rowsOf(occurrences)));
      const n = occurrences.length;
      if (cut) notification.warning({ title: say("exportCut", { n }), duration: 0 });
      else void message.success(say("exported", { n }));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      notification.error({ title: error.body.detail, description: error.body.remedy });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void save()}>
      {say("export")}
    </Button>
  );
}

function useTable(): (occurrences: readonly Occurrence[]) => (string | number | null)[][] {
  const say = useTexts(historyTexts);
  const word = useTexts(campusTexts);
  const devices = useDeviceMap();
  const whatOf = useWhatOf();
  const cell = (value: Occurrence["value"]) => (typeof value === "boolean" ? String(value) : value);
  // With the year: a table is read later.
  const time = (at: string | null) => (at === null ? null : timeText(Date.parse(at), 0));
  return (occurrences) => [
    [
      ...[say("began"), say("ended"), say("severity"), say("what"), say("device"), say("value"), say("limit"), "unit"],
      ...[say("occurrence"), say("by"), say("comment"), "rule", "device", "point", "seq"],
    ],
    ...occurrences.map((each) => {
      const { device, point, rule, severity, raisedAt, clearedAt, value, limit, unit } = each;
      const name = device === null ? say("gateway") : (devices.get(device)?.name ?? device);
      return [
        ...[time(raisedAt), time(clearedAt), word(severity), whatOf(each), name, cell(value), cell(limit), unit],
        ...[each.occurrence, each.acknowledgedBy, time(each.acknowledgedAt), rule, device, point, each.seq],
      ];
    }),
  ];
}
