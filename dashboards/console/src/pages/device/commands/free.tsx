// A command of which the profile knows nothing: its name and arguments as the device's manual has them.
import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useRef, useState } from "react";
import { isId } from "#gateway/contract/ids.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { commandTexts } from "./texts.ts";
import { understood, type Wish } from "./wish.ts";

interface Row {
  readonly key: number;
  readonly name: string;
  readonly text: string;
}

function typeWord(text: string): "asText" | "asNumber" | "asBoolean" {
  const value = understood(text);
  return typeof value === "number" ? "asNumber" : typeof value === "boolean" ? "asBoolean" : "asText";
}

export function FreeCommand({ sending, act }: { readonly sending: boolean; readonly act: (wish: Wish) => void }) {
  const say = useTexts(commandTexts);
  const [name, setName] = useState("");
  const [rows, setRows] = useState<readonly Row[]>([]);
  const next = useRef(0);
  const wrong = name !== "" && !isId(name);
  const change = (key: number, told: Partial<Row>) =>
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...told } : row)));
  const send = () => {
    if (!isId(name)) return;
    const args = rows
      .filter((row) => row.name.trim() !== "")
      .map((row) => [row.name.trim(), understood(row.text)] as const);
    act({ name, args: Object.fromEntries(args) });
  };
  return (
    <form
      className="commands"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <small className="quiet">{say("freeHelp")}</small>
      <div className="command-fields">
        <Input
          value={name}
          placeholder={say("freeName")}
          aria-label={say("freeName")}
          status={wrong ? "error" : ""}
          maxLength={32}
          onChange={({ target }) => setName(target.value)}
          style={{ width: 160 }}
        />
        <Button
          icon={<PlusOutlined />}
          onClick={() => setRows((before) => [...before, { key: next.current++, name: "", text: "" }])}
        >
          {say("addArg")}
        </Button>
        <Button htmlType="submit" disabled={sending || !isId(name)}>
          {say("send")}
        </Button>
      </div>
      {wrong ? (
        <small role="alert" className="command-abnormal">
          {say("freeNameWrong")}
        </small>
      ) : null}
      {rows.map((row) => (
        <div key={row.key} className="command-fields">
          <Input
            value={row.name}
            placeholder={say("freeArg")}
            aria-label={say("freeArg")}
            maxLength={32}
            onChange={({ target }) => change(row.key, { name: target.value })}
            style={{ width: 120 }}
          />
          <Input
            value={row.text}
            placeholder={say("freeValue")}
            aria-label={say("freeValue")}
            maxLength={256}
            suffix={<small className="quiet">{say(typeWord(row.text))}</small>}
            onChange={({ target }) => change(row.key, { text: target.value })}
            style={{ width: 160 }}
          />
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={say("removeArg")}
            onClick={() => setRows((before) => before.filter(({ key }) => key !== row.key))}
          />
        </div>
      ))}
    </form>
  );
}
