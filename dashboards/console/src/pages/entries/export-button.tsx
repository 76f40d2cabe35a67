// Saves the entries that the filter names as a file, and says plainly when not all are in it.
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { useRef, useState } from "react";
import type { Entry } from "#gateway/contract/entry.ts";
import { useEventNames } from "../../api/event-names.ts";
import { ApiProblem } from "../../api/http.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { csvText, saveFile } from "../../parts/csv.ts";
import { useKnown } from "../../parts/entry-line.tsx";
import { entryWords } from "../../words/entry-words.ts";
import { kindTexts } from "../../words/kinds.ts";
import { wallText } from "../../words/range.ts";
import { timeText } from "../../words/time.ts";
import { type Exported, readAll } from "./export.ts";
import { entriesTexts } from "./texts.ts";

type Form = "csv" | "json";

export function ExportButton({ question }: { readonly question: string | null }) {
  const say = useTexts(entriesTexts);
  const { message, notification } = App.useApp();
  const rowsOf = useTable();
  const [read, setRead] = useState<number | null>(null);
  const stopping = useRef<AbortController | null>(null);

  const save = (form: Form, exported: Exported) => {
    const { entries, cut } = exported;
    const day = wallText(gatewayNow()).replace(":", "");
    const text = form === "csv" ? csvText(rowsOf(entries)) : JSON.stringify({ complete: !cut, entries }, null, 1);
    saveFile(`entries-${day}.${form}`, form === "csv" ? "text/csv;charset=utf-8" : "application/json", text);
    const n = entries.length;
    if (cut) notification.warning({ title: say("exportCut", { n }), duration: 0 });
    else void message.success(say("exported", { n }));
  };

  const start = async (form: Form) => {
    if (question === null) return;
    const controller = new AbortController();
    stopping.current = controller;
    setRead(0);
    try {
      save(form, await readAll(question, controller.signal, setRead));
    } catch (error) {
      if (!controller.signal.aborted) {
        if (!(error instanceof ApiProblem)) throw error;
        notification.error({ title: error.body.detail, description: error.body.remedy });
      }
    } finally {
      setRead(null);
    }
  };

  if (read !== null)
    return (
      <Button onClick={() => stopping.current?.abort()}>
        {say("exporting", { n: read })} {say("stop")}
      </Button>
    );
  const items = [
    { key: "csv", label: say("exportCsv"), onClick: () => void start("csv") },
    { key: "json", label: say("exportJson"), onClick: () => void start("json") },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} disabled={question === null}>
      <Button icon={<DownloadOutlined />}>{say("export")}</Button>
    </Dropdown>
  );
}

/** Entries as the rows of a table: what people read first, everything else as JSON at the end. */
function useTable(): (entries: readonly Entry[]) => (string | number | null)[][] {
  const say = useTexts(entriesTexts);
  const kind = useTexts(kindTexts);
  const known = { ...useKnown(), names: useEventNames("all") };
  return (entries) => {
    const head = [
      ...[
        say("colSeq"),
        say("colTime"),
        say("receivedAt"),
        say("kind"),
        say("type"),
        say("device"),
        say("colDeviceId"),
      ],
      ...[say("colWords"), say("body")],
    ];
    const rows = entries.map((entry) => {
      const { what, detail } = entryWords(entry, known);
      return [
        entry.seq,
        timeText(Date.parse(entry.measuredAt), 0),
        entry.receivedAt,
        kind(entry.kind),
        entry.type,
        entry.device === null ? null : (known.devices.get(entry.device)?.name ?? entry.device),
        entry.device,
        detail === "" ? what : `${what} ${detail}`,
        JSON.stringify(entry.body),
      ];
    });
    return [head, ...rows];
  };
}
