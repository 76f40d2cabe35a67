// Facts about the running gateway, each a name and a value; colour only for what is wrong.
import type { ReactNode } from "react";
import type { Status } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { bytesText, durationParts, fingerprintText } from "./figures.ts";
import { aboutTexts } from "./texts.ts";
import { Wrong } from "./wrong.tsx";

interface Props {
  readonly status: Status;
}

const VERSION_SHOWN = 12;

function Facts({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="panel">
      <h2>{title}</h2>
      <dl className="facts panel-body">{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function GatewayFacts({ status }: Props) {
  const say = useTexts(aboutTexts);
  const { key, values } = durationParts(status.uptimeSeconds);
  const { version, lastGood } = status.configuration;
  const short = version.replace("sha256:", "").slice(0, VERSION_SHOWN);
  return (
    <Facts title={say("gateway")}>
      <Fact name={say("version")}>{status.version}</Fact>
      <Fact name={say("campus")}>
        {status.campus.name} <small className="quiet">{status.campus.id}</small>
      </Fact>
      <Fact name={say("ready")}>
        {status.ready ? say("readyYes") : <Wrong>{say("readyNo")}</Wrong>}
        {status.reasons.map((reason) => (
          <code key={reason} className="matter-detail">
            {reason}
          </code>
        ))}
      </Fact>
      <Fact name={say("uptime")}>{say(key, values)}</Fact>
      <Fact name={say("screens")}>{status.streams}</Fact>
      {status.memory === undefined ? null : <Fact name={say("memory")}>{bytesText(status.memory.rss)}</Fact>}
      <Fact name={say("configuration")}>
        <code title={version}>{short}</code> {lastGood === true ? <Wrong>{say("lastGood")}</Wrong> : null}
      </Fact>
    </Facts>
  );
}

export function JournalFacts({ status: { journal } }: Props) {
  const say = useTexts(aboutTexts);
  const { state, reason, head, bytes, freeBytes, freeRatio } = journal;
  return (
    <Facts title={say("journal")}>
      <Fact name={say("journalState")}>
        {state === "open" ? say("journal-open") : <Wrong>{`${state ?? ""} ${reason ?? ""}`}</Wrong>}
      </Fact>
      {head === undefined ? null : <Fact name={say("head")}>{say("headValue", { n: head.toLocaleString("en") })}</Fact>}
      {bytes === undefined ? null : <Fact name={say("size")}>{bytesText(bytes)}</Fact>}
      {freeBytes === undefined || freeBytes === null ? null : (
        <Fact name={say("free")}>
          {bytesText(freeBytes)}
          {freeRatio === undefined || freeRatio === null ? "" : ` (${Math.round(freeRatio * 100)} %)`}
        </Fact>
      )}
    </Facts>
  );
}

export function CertificateFacts({ status: { certificate } }: Props) {
  const say = useTexts(aboutTexts);
  if (certificate === null) {
    return (
      <section className="panel">
        <h2>{say("certificate")}</h2>
        <p className="panel-quiet">{say("noCertificate")}</p>
      </section>
    );
  }
  return (
    <Facts title={say("certificate")}>
      <Fact name={say("fingerprint")}>
        <code>{fingerprintText(certificate.fingerprint)}</code>
      </Fact>
      <Fact name={say("expires")}>
        <Age at={certificate.expiresAt} timeOnly />
      </Fact>
      <dt />
      <dd>
        <a href="/certificate-authority.pem" download>
          {say("download")}
        </a>{" "}
        <a href="/certificate" target="_blank" rel="noreferrer">
          {say("how")}
        </a>
      </dd>
    </Facts>
  );
}
