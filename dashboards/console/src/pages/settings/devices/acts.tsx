// What can be done with one device of the list: edit, copy, disable or enable, delete; the last three are asked about once.
import { Button, Dropdown, Flex } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { ApiProblem, call } from "../../../api/http.ts";
import type { Device } from "../../../api/types.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { useCan } from "../../../session/session.tsx";
import { type Config, readItem, useWrite } from "../change/config.ts";
import type { Item } from "../change/merge.ts";
import { changedMeanwhile, saveItem } from "../change/save-item.ts";
import { useTold } from "../change/told.tsx";
import { listTexts } from "./list-texts.ts";

type Asked = "disable" | "enable" | "remove";

export function DeviceActs({ device }: { readonly device: Device }) {
  const say = useTexts(listTexts);
  const canWrite = useCan("config.write");
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked | null>(null);
  const at = `/settings/devices/${encodeURIComponent(device.id)}`;
  if (!canWrite) return <Link to={at}>{say("look")}</Link>;
  const turn = device.enabled ? "disable" : "enable";
  return (
    <Flex gap="small" align="center" className="settings-acts">
      <Link to={at} aria-label={`${say("edit")} ${device.name}`}>
        {say("edit")}
      </Link>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "copy", label: say("copy") },
            { key: turn, label: say(turn) },
            { type: "divider" },
            { key: "remove", label: say("remove"), danger: true },
          ],
          onClick: ({ key }) => {
            if (key === "copy") void navigate(`/settings/devices/new?copy=${encodeURIComponent(device.id)}`);
            else setAsked(key === "remove" ? "remove" : turn);
          },
        }}
      >
        <Button type="text" size="small" aria-label={`${say("more")} ${device.name}`}>
          {say("more")}
        </Button>
      </Dropdown>
      {asked === null ? null : <Ask what={asked} device={device} close={() => setAsked(null)} />}
    </Flex>
  );
}

interface AskProps {
  readonly what: Asked;
  readonly device: Device;
  close(): void;
}

function Ask({ what, device: { id, name }, close }: AskProps) {
  const say = useTexts(listTexts);
  const write = useWrite();
  const tell = useTold();
  const act = async () => {
    const { version } = await call<Config>("GET", "/config");
    const base = await readItem("devices", id);
    const saved = await saveItem(
      { list: "devices", id, base, version, item: what === "remove" ? null : turned(base, what) },
      write,
    );
    if (!saved.done) throw new ApiProblem(changedMeanwhile(say("changedMeanwhile")), null);
    const text = { remove: "removed", disable: "disabled", enable: "enabled" } as const;
    tell({ text: say(text[what], { name }), before: saved.before, after: saved.written.version });
  };
  return (
    <Confirm
      title={say(`${what}Title`, { name, id })}
      word={say(what)}
      danger={what === "remove"}
      act={act}
      close={close}
    >
      {say(`${what}Why`)}
      {what === "remove" ? (
        <>
          <p>{say("removeKept", { id })}</p>
          <p className="quiet">{say("removeUndo")}</p>
        </>
      ) : null}
    </Confirm>
  );
}

function turned(base: Item | null, what: "disable" | "enable"): Item {
  const { enabled: _enabled, ...rest } = base ?? {};
  return what === "enable" ? rest : { ...rest, enabled: false };
}
