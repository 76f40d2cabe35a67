// Puts a proposed value into the rule: the same edit of campus.yaml as in the settings, for the version that is there, with its undo.
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import type { TuningProposal } from "#gateway/contract/alarm-figures.ts";
import { useDevices } from "../../api/campus.ts";
import { ApiProblem } from "../../api/http.ts";
import { queryClient } from "../../api/queries.ts";
import { useAlarmText } from "../../campus/alarm-row.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { useWithFreshSignIn } from "../../session/fresh-sign-in.tsx";
import { useConfig, useItem, useWrite, versionNow } from "../settings/change/config.ts";
import type { Item } from "../settings/change/merge.ts";
import { changedMeanwhile, saveItem } from "../settings/change/save-item.ts";
import { useTold } from "../settings/change/told.tsx";
import { itemOfView } from "../settings/rules/fields.ts";
import { onlyPlaceOf } from "../settings/rules/taken-over.ts";
import { useChangeText } from "./change-text.ts";
import { figureTexts } from "./texts.ts";

interface Props {
  readonly rule: RuleView;
  readonly proposal: TuningProposal;
  close(): void;
}

export function ApplyDialog({ rule, proposal, close }: Props) {
  const say = useTexts(figureTexts);
  const textOf = useAlarmText();
  const changeText = useChangeText(rule);
  const own = rule.origin === "campus";
  const item = useItem("alarms", own ? rule.id : null).data;
  const config = useConfig().data;
  const devices = useDevices().data?.devices;
  const write = useWrite();
  const fresh = useWithFreshSignIn();
  const tell = useTold();
  const name = textOf({ ...rule, rule: rule.id });
  const base: Item | null = own ? (item?.rule ?? null) : null;
  const ready = own ? item !== undefined : config !== undefined && devices !== undefined;

  const apply = async () => {
    const version = own ? item?.version : config === undefined ? undefined : versionNow(config);
    if (version === undefined) return;
    const next = { ...(base ?? takenFrom(rule, devices ?? [])), [proposal.field]: proposal.to };
    const wish = { list: "alarms", id: rule.id, base, version, item: next } as const;
    const saved = await fresh(() => saveItem(wish, write));
    if (!saved.done) throw new ApiProblem(changedMeanwhile(say("meanwhile")), null);
    tell({ text: say("changed", { name }), before: saved.before, after: saved.written.version });
    await queryClient.invalidateQueries({
      predicate: ({ queryKey: [path] }) => String(path).startsWith("/alarms/rules"),
    });
  };
  return (
    <Confirm title={say("applyTitle")} word={say("apply")} ready={ready} act={apply} close={close}>
      <p>{say("applyWhat", { name, change: changeText(proposal) })}</p>
      {own ? null : <p>{say("applyTaken")}</p>}
    </Confirm>
  );
}

/** What a model brings is where the school's own rule begins; limits for a kind of room hold in that room only. */
function takenFrom(rule: RuleView, devices: Parameters<typeof onlyPlaceOf>[1]): Item {
  const { profile, ...item } = itemOfView(rule);
  const place = rule.placeClasses.length === 0 ? null : onlyPlaceOf(rule, devices);
  return place === null ? { ...item, profile } : { ...item, place };
}
