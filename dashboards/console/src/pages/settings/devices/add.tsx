// A new device, empty or as a copy of another (`?copy=ID`).
import { Skeleton } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useDevices } from "../../../api/campus.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { useConfig, useItem } from "../change/config.ts";
import type { Item } from "../change/merge.ts";
import { copyOf } from "./fields.ts";
import { DeviceForm } from "./form.tsx";
import { formTexts } from "./form-texts.ts";

const NOTHING: Item = {};

export default function AddDevice() {
  const [search] = useSearchParams();
  const copied = search.get("copy");
  const source = useItem("devices", copied);
  const devices = useDevices();
  if (devices.data === undefined && devices.error === null) return <Skeleton active />;
  if (copied === null) return <Begin key="new" source={null} name="new" />;
  return (
    <Loaded query={source}>
      {({ device = NOTHING }) => <Begin key={copied} source={device} name={`copy of ${copied}`} />}
    </Loaded>
  );
}

function Begin({ source, name }: { readonly source: Item | null; readonly name: string }) {
  const say = useTexts(formTexts);
  const config = useConfig();
  const [round, setRound] = useState(0);
  return (
    <Loaded query={config}>
      {(answer) => (
        <DeviceForm
          key={round}
          title={source === null ? say("newTitle") : say("copyTitle", { name: String(source.name) })}
          start={{
            id: null,
            base: source === null ? NOTHING : copyOf(source),
            version: answer.version,
            draftName: `device ${name}`,
          }}
          restart={() => setRound(round + 1)}
        />
      )}
    </Loaded>
  );
}
