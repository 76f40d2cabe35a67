// Deletes a place; one that still has devices or places in it says which, and stays.
import { Button, Modal } from "antd";
import { useDevices } from "../../../api/campus.ts";
import { ApiProblem, call } from "../../../api/http.ts";
import type { Place } from "../../../api/types.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { type Config, readItem, useWrite } from "../change/config.ts";
import { changedMeanwhile, saveItem } from "../change/save-item.ts";
import { useTold } from "../change/told.tsx";
import { placesTexts } from "./texts.ts";

interface Props {
  readonly place: Place;
  readonly places: readonly Place[];
  close(): void;
}

/** So many names say what is meant. */
const NAMES_SHOWN = 8;

export function RemovePlace({ place: { id, name }, places, close }: Props) {
  const say = useTexts(placesTexts);
  const devices = useDevices().data?.devices ?? [];
  const write = useWrite();
  const tell = useTold();
  const inside = [...places.filter(({ within }) => within === id), ...devices.filter(({ place }) => place === id)];
  if (inside.length > 0) {
    const names = inside.slice(0, NAMES_SHOWN).map((one) => one.name);
    const list = names.join(say("comma")) + (inside.length > NAMES_SHOWN ? ` … (${inside.length})` : "");
    return (
      <Modal
        open
        title={say("removeNot", { name })}
        onCancel={close}
        footer={<Button onClick={close}>{say("close")}</Button>}
      >
        {say("removeFirst", { list })}
      </Modal>
    );
  }
  const act = async () => {
    const { version } = await call<Config>("GET", "/config");
    const base = await readItem("places", id);
    const saved = await saveItem({ list: "places", id, base, version, item: null }, write);
    if (!saved.done) throw new ApiProblem(changedMeanwhile(say("changedMeanwhile")), null);
    tell({ text: say("removed", { name }), before: saved.before, after: saved.written.version });
  };
  return (
    <Confirm title={say("removeTitle", { name })} word={say("remove")} danger act={act} close={close}>
      {say("removeWhy")}
    </Confirm>
  );
}
