// The settings of one device; without the right to change them they are only shown.
import { useState } from "react";
import { useParams } from "react-router";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { useItem } from "../change/config.ts";
import { DeviceForm } from "./form.tsx";
import { formTexts } from "./form-texts.ts";

export default function ChangeDevice() {
  const { id = "" } = useParams();
  return <Device key={id} id={id} />;
}

function Device({ id }: { readonly id: string }) {
  const say = useTexts(formTexts);
  const item = useItem("devices", id);
  const [round, setRound] = useState(0);
  return (
    <Loaded query={item}>
      {({ device = {}, version }) => (
        <DeviceForm
          key={round}
          title={say("editTitle", { name: String(device.name ?? id) })}
          start={{ id, base: device, version, draftName: `device ${id}` }}
          restart={() => void item.refetch().then(() => setRound(round + 1))}
        />
      )}
    </Loaded>
  );
}
