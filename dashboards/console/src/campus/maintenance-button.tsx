// Starts a maintenance window for a device, its place or the whole campus.
import { ToolOutlined } from "@ant-design/icons";
import { Button, Flex, Input, Radio } from "antd";
import { useState } from "react";
import type { Maintenance } from "#gateway/contract/alarm-desk.ts";
import { parseDuration } from "#gateway/contract/time.ts";
import { useDeviceMap, usePlaceMap } from "../api/campus.ts";
import { call } from "../api/http.ts";
import { queryClient } from "../api/queries.ts";
import { useTexts } from "../i18n/texts.ts";
import { gatewayNow } from "../live/clock.ts";
import { Confirm } from "../parts/confirm.tsx";
import { askForAlarms } from "./alarms.ts";
import { maintenanceTexts } from "./maintenance-texts.ts";

const LENGTHS = [
  ["30min", "min30"],
  ["1h", "h1"],
  ["2h", "h2"],
  ["4h", "h4"],
  ["8h", "h8"],
] as const;
/** As the gateway takes it. */
const MOST_COMMENT = 256;

type Which = "device" | "place" | "campus";

export function MaintenanceButton({ device }: { readonly device: string }) {
  const say = useTexts(maintenanceTexts);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<ToolOutlined />} onClick={() => setOpen(true)}>
        {say("start")}
      </Button>
      {open ? <MaintenanceDialog device={device} close={() => setOpen(false)} /> : null}
    </>
  );
}

function MaintenanceDialog({ device, close }: { readonly device: string; close(): void }) {
  const say = useTexts(maintenanceTexts);
  const known = useDeviceMap().get(device);
  const place = usePlaceMap().get(known?.place ?? "");
  const [which, setWhich] = useState<Which>("device");
  const [length, setLength] = useState("1h");
  const [comment, setComment] = useState("");
  const scope = (): Maintenance["scope"] => {
    if (which === "campus") return { campus: true };
    return which === "place" && place !== undefined ? { place: place.id } : { device };
  };
  const send = async () => {
    const from = gatewayNow();
    const to = from + (parseDuration(length) ?? 0);
    const time = (ms: number) => new Date(ms).toISOString();
    const said = comment.trim();
    const body = { scope: scope(), from: time(from), to: time(to), ...(said === "" ? {} : { comment: said }) };
    await call("POST", "/maintenance", { body });
    await askForAlarms(queryClient);
  };
  const scopes: { readonly value: Which; readonly label: string }[] = [
    { value: "device", label: say("device", { name: known?.name ?? device }) },
    ...(place === undefined ? [] : [{ value: "place" as const, label: say("place", { name: place.name }) }]),
    { value: "campus", label: say("campus") },
  ];
  return (
    <Confirm title={say("title")} word={say("title")} act={send} close={close}>
      <Flex vertical gap="small">
        <span>{say("what")}</span>
        <Radio.Group
          aria-label={say("scope")}
          className="maintenance-scopes"
          value={which}
          onChange={({ target }) => setWhich(scopes.find(({ value }) => value === target.value)?.value ?? "device")}
          options={scopes}
        />
        <Radio.Group
          aria-label={say("how")}
          value={length}
          onChange={({ target }) => setLength(String(target.value))}
          options={LENGTHS.map(([value, text]) => ({ value, label: say(text) }))}
        />
        <Input
          aria-label={say("comment")}
          placeholder={say("comment")}
          maxLength={MOST_COMMENT}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
      </Flex>
    </Confirm>
  );
}
