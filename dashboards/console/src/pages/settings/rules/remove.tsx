// Deletes a rule of the school; what the model brings for the same holds again.
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { ApiProblem, call } from "../../../api/http.ts";
import { useAlarmText } from "../../../campus/alarm-row.tsx";
import { useTexts } from "../../../i18n/texts.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { type Config, readItem, useWrite } from "../change/config.ts";
import { changedMeanwhile, saveItem } from "../change/save-item.ts";
import { useTold } from "../change/told.tsx";
import { rulesTexts } from "./texts.ts";

export function RemoveRule({ rule, close }: { readonly rule: RuleView; close(): void }) {
  const say = useTexts(rulesTexts);
  const name = useAlarmText()({ ...rule, rule: rule.id });
  const write = useWrite();
  const tell = useTold();
  const act = async () => {
    const { version } = await call<Config>("GET", "/config");
    const base = await readItem("alarms", rule.id);
    const saved = await saveItem({ list: "alarms", id: rule.id, base, version, item: null }, write);
    if (!saved.done) throw new ApiProblem(changedMeanwhile(say("changedMeanwhile")), null);
    tell({ text: say("removed", { name }), before: saved.before, after: saved.written.version });
  };
  return (
    <Confirm title={say("removeTitle", { name })} word={say("remove")} danger act={act} close={close}>
      {say("removeWhy")}
    </Confirm>
  );
}
