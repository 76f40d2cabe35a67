// A filled-in table: read here (UTF-8, or as Chinese Excel saves it), looked at by the gateway, imported when all of it is right.
import { UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Flex, Modal, Table } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { call } from "../api/http.ts";
import { useChange } from "../api/queries.ts";
import { useTexts } from "../i18n/texts.ts";
import { useAct } from "../session/act.ts";
import { importTexts } from "./import-texts.ts";
import { ProblemPanel } from "./problem.tsx";
import { partTexts } from "./texts.ts";
import "./import-dialog.css";

/** The gateway takes 256 KiB with everything around it. */
const MOST_BYTES = 200_000;

/** UTF-8 if it is that; otherwise what a Chinese Windows writes. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** What the gateway says of a table: what it would change, or has changed. */
export interface Import {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly errors: readonly { readonly line: number; readonly column: string; readonly message: string }[];
  readonly imported: boolean;
}

interface Props {
  readonly title: string;
  /** What the table is to be like. */
  readonly how: ReactNode;
  /** Takes `{ csv, apply }`, below /api/v1. */
  readonly path: string;
  /** What is read again afterwards. */
  readonly touches: readonly string[];
  /** The word for a column that the gateway names. */
  columnWord(column: string): string;
  close(): void;
}

export function ImportDialog({ title, how, path, touches, columnWord, close }: Props) {
  const say = useTexts(importTexts);
  const part = useTexts(partTexts);
  const { message } = App.useApp();
  const [csv, setCsv] = useState<string | null>(null);
  const [seen, setSeen] = useState<Import | null>(null);
  const [large, setLarge] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { busy, problem, run } = useAct();
  const send = useChange(
    (body: { readonly csv: string; readonly apply: boolean }) => call<Import>("POST", path, { body }),
    touches,
  );

  const look = async (file: File | undefined) => {
    if (file === undefined) return;
    setSeen(null);
    setLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) return;
    const text = textOf(await file.arrayBuffer());
    setCsv(text);
    await run(async () => setSeen(await send.mutateAsync({ csv: text, apply: false })));
  };
  const apply = async () => {
    if (csv === null) return;
    await run(async () => {
      const done = await send.mutateAsync({ csv, apply: true });
      setSeen(done);
      if (!done.imported) return;
      void message.success(say("imported", { added: done.added, changed: done.changed }));
      close();
    });
  };
  const ready = seen !== null && seen.errors.length === 0 && seen.added + seen.changed > 0;
  return (
    <Modal
      open
      width={640}
      title={title}
      okText={say("doImport")}
      cancelText={part("cancel")}
      okButtonProps={{ disabled: !ready, loading: busy && ready }}
      onOk={() => void apply()}
      onCancel={close}
    >
      <Flex vertical gap="middle">
        <div>{how}</div>
        <div>
          <input
            ref={input}
            type="file"
            accept=".csv,.txt,text/csv"
            className="import-file"
            aria-label={say("choose")}
            onChange={({ target }) => {
              void look(target.files?.[0]);
              target.value = "";
            }}
          />
          <Button icon={<UploadOutlined />} loading={busy} onClick={() => input.current?.click()}>
            {busy ? say("reading") : say("choose")}
          </Button>
        </div>
        {large ? <Alert type="error" showIcon title={say("tooLarge")} /> : null}
        {problem === null ? null : <ProblemPanel problem={problem} />}
        {seen === null ? null : <Seen seen={seen} columnWord={columnWord} />}
      </Flex>
    </Modal>
  );
}

function Seen({ seen, columnWord }: { readonly seen: Import } & Pick<Props, "columnWord">) {
  const say = useTexts(importTexts);
  const { rows, added, changed, unchanged, errors } = seen;
  if (errors.length === 0)
    return <Alert type="success" showIcon title={say("preview", { rows, added, changed, unchanged })} />;
  return (
    <>
      <Alert type="error" showIcon title={say("wrong", { n: errors.length })} />
      <Table
        size="small"
        rowKey={({ line, column, message }) => `${line} ${column} ${message}`}
        dataSource={[...errors]}
        pagination={errors.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
        columns={[
          { title: say("line", { n: "" }), key: "line", render: (_: unknown, error) => say("line", { n: error.line }) },
          { title: say("column"), key: "column", render: (_: unknown, error) => columnWord(error.column) },
          { title: say("message"), key: "message", dataIndex: "message" },
        ]}
      />
    </>
  );
}
