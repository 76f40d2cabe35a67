// The gateway itself: version, how it is, its certificate, its documents, and what it is made of.
import { Button, Flex, Skeleton } from "antd";
import { lazy, Suspense, useState } from "react";
import type { Status } from "../../api/types.ts";
import { useStatus } from "../../frame/use-status.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { useCan } from "../../session/session.tsx";
import { ConsumerFacts } from "./consumers.tsx";
import { CountyFacts } from "./county.tsx";
import { CertificateFacts, GatewayFacts, JournalFacts } from "./facts.tsx";
import { aboutTexts } from "./texts.ts";
import "./about.css";
import "../../campus/campus.css";

const Licences = lazy(() => import("./licences.tsx"));

export default function AboutPage() {
  const say = useTexts(aboutTexts);
  const can = useCan("status.read");
  const status = useStatus();
  return (
    <Page title={say("title")}>
      <div className="about">
        {can ? <Health status={status} /> : <p className="quiet">{say("noStatus")}</p>}
        <section className="panel">
          <h2>{say("docs")}</h2>
          <Flex vertical gap="small" className="panel-body">
            <a href="/api/docs" target="_blank" rel="noreferrer">
              {say("docs")}
            </a>
            <a href="/api/docs/errors" target="_blank" rel="noreferrer">
              {say("errors")}
            </a>
          </Flex>
        </section>
      </div>
      <LicencePanel />
    </Page>
  );
}

function Health({ status }: { readonly status: Status | undefined }) {
  if (status === undefined) return <Skeleton active />;
  return (
    <>
      <GatewayFacts status={status} />
      <JournalFacts status={status} />
      <ConsumerFacts consumers={status.consumers ?? []} />
      <CountyFacts status={status} />
      <CertificateFacts status={status} />
    </>
  );
}

function LicencePanel() {
  const say = useTexts(aboutTexts);
  const [shown, setShown] = useState(false);
  return (
    <section className="panel about-licences">
      <h2>{say("licence")}</h2>
      <div className="panel-body">
        <p>{say("licenceWhy")}</p>
        {shown ? (
          <Suspense fallback={<Skeleton active />}>
            <Licences />
          </Suspense>
        ) : (
          <Button onClick={() => setShown(true)}>{say("showPackages")}</Button>
        )}
      </div>
    </section>
  );
}
