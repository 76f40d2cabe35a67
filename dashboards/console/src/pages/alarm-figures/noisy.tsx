// The rules that make the noise, and for each what could be changed, tried on the readings of the same time.
import { Alert, Button, Spin } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import type { AlarmFigures, NoisyRule, Tuning, TuningProposal } from "#gateway/contract/alarm-figures.ts";
import { useAlarmRules } from "../../api/alarms.ts";
import { useDeviceMap } from "../../api/campus.ts";
import { useGet } from "../../api/queries.ts";
import { useAlarmText } from "../../campus/alarm-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { ApplyDialog } from "./apply.tsx";
import { useChangeText } from "./change-text.ts";
import { figureTexts } from "./texts.ts";

export function NoisyRules({ figures, month }: { readonly figures: AlarmFigures; readonly month: string }) {
  const say = useTexts(figureTexts);
  const rules = useAlarmRules().data?.rules ?? [];
  return (
    <Section title={say("noisy")}>
      <p className="quiet no-print">{say("noisyHelp")}</p>
      <ol className="noisy">
        {figures.noisiest.map((noisy) => (
          <NoisyLine
            key={noisy.rule}
            noisy={noisy}
            rule={rules.find(({ id, alarms }) => id === noisy.rule && noisy.alarms.some((one) => alarms.includes(one)))}
            month={month}
          />
        ))}
      </ol>
    </Section>
  );
}

interface LineProps {
  readonly noisy: NoisyRule;
  /** Undefined: it is gone, or not known yet. */
  readonly rule: RuleView | undefined;
  readonly month: string;
}

function NoisyLine({ noisy, rule, month }: LineProps) {
  const say = useTexts(figureTexts);
  const textOf = useAlarmText();
  const [open, setOpen] = useState(false);
  const { raised, share, falseShare, brief, chatter } = noisy;
  const percent = (part: number) => Math.round(part * 100);
  const facts = [
    say("share", { n: percent(share) }),
    ...(falseShare === null ? [] : [say("falseOf", { n: percent(falseShare) })]),
    ...(brief === 0 ? [] : [say("brief", { n: brief })]),
    ...(chatter === 0 ? [] : [say("chatter", { n: chatter })]),
  ];
  return (
    <li>
      <div className="noisy-line">
        <SeverityMark severity={noisy.severity} />
        <span className="noisy-what">
          <strong>{textOf({ rule: noisy.rule, text: rule?.text ?? {} })}</strong>
          <small className="quiet">{facts.join(" · ")}</small>
        </span>
        <strong>{say("times", { n: raised })}</strong>
        <span className="noisy-acts no-print">
          <Link to={`/alarms/history?rule=${encodeURIComponent(noisy.rule)}&range=30d`}>{say("history")}</Link>
          {rule === undefined ? null : (
            <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
              {say("tune")}
            </Button>
          )}
        </span>
      </div>
      {open && rule !== undefined ? <Proposals rule={rule} month={month} /> : null}
    </li>
  );
}

function Proposals({ rule, month }: { readonly rule: RuleView; readonly month: string }) {
  const say = useTexts(figureTexts);
  const query = useGet<Tuning>(
    `/alarms/rules/${encodeURIComponent(rule.id)}/tuning?month=${encodeURIComponent(month)}`,
  );
  if (query.isPending) return <Spin description={say("tuning")} />;
  return <Loaded query={query}>{(tuning) => <Tried rule={rule} tuning={tuning} />}</Loaded>;
}

function Tried({ rule, tuning }: { readonly rule: RuleView; readonly tuning: Tuning }) {
  const say = useTexts(figureTexts);
  const devices = useDeviceMap();
  const mayWrite = useCan("config.write");
  const changeText = useChangeText(rule);
  const [applying, setApplying] = useState<TuningProposal | null>(null);
  const { raised, real, proposals, device, complete } = tuning;
  return (
    <div className="noisy-tried">
      <p>{say("now", { n: raised })}</p>
      {proposals.length === 0 ? (
        <p>{say(rule.point === null ? "noTuning" : "noProposal")}</p>
      ) : (
        <ul>
          {proposals.map((proposal) => (
            <li key={proposal.field}>
              <span>
                {say("change", { change: changeText(proposal) })}
                <strong>{say("would", { n: proposal.raised })}</strong>
                {real === 0 ? null : (
                  <small className={proposal.realKept < real ? "noisy-loses" : "quiet"}>
                    {proposal.realKept < real
                      ? say("loses", { n: real, kept: proposal.realKept })
                      : say("keepsAll", { n: real })}
                  </small>
                )}
              </span>
              {mayWrite ? (
                <Button size="small" onClick={() => setApplying(proposal)}>
                  {say("apply")}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {device === null ? null : (
        <Alert type="info" title={say("culprit", { device: devices.get(device)?.name ?? device })} />
      )}
      {complete ? null : <p className="quiet">{say("partly")}</p>}
      {applying === null ? null : <ApplyDialog rule={rule} proposal={applying} close={() => setApplying(null)} />}
    </div>
  );
}
