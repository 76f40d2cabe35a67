// The last good versions of the configuration: when, by whom, what was different; and putting one back.
import { Button, Empty, Grid, Table } from "antd";
import { useState } from "react";
import type { KeptVersion } from "#gateway/contract/config.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { gatewayNow } from "../../../live/clock.ts";
import { Age } from "../../../parts/age.tsx";
import { Confirm } from "../../../parts/confirm.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { useCan } from "../../../session/session.tsx";
import { timeText } from "../../../words/time.ts";
import { useVersions, useWrite } from "../change/config.ts";
import { Difference } from "../change/difference.tsx";
import { useTold } from "../change/told.tsx";
import { textTexts } from "../text/texts.ts";

const PAGE_ROWS = 30;

export default function VersionList() {
  const say = useTexts(textTexts);
  const query = useVersions();
  const canWrite = useCan("config.write");
  const wide = Grid.useBreakpoint().md === true;
  const [asked, setAsked] = useState<KeptVersion | null>(null);
  const who = ({ by }: KeptVersion) =>
    by === null ? "—" : by === "file" ? say("byFile") : by === "start" ? say("byStart") : by;
  const what = ({ difference }: KeptVersion) =>
    difference === null ? (
      <span className="quiet">{say("first")}</span>
    ) : (
      <Difference difference={difference} most={6} />
    );
  const act = (version: KeptVersion) => {
    if (version.running) return <span className="settings-off">{say("now")}</span>;
    return canWrite ? (
      <Button size="small" onClick={() => setAsked(version)}>
        {say("restore")}
      </Button>
    ) : null;
  };
  return (
    <>
      <p className="quiet">{say("versions")}</p>
      <Loaded
        query={query}
        empty={({ versions }) => versions.length === 0}
        nothing={<Empty description={say("versionsNone")} />}
      >
        {({ versions }) => (
          <>
            <Table<KeptVersion>
              size="small"
              rowKey="id"
              aria-label={say("list")}
              dataSource={[...versions]}
              pagination={{ pageSize: PAGE_ROWS, hideOnSinglePage: true, showSizeChanger: false }}
              showHeader={wide}
              columns={
                wide
                  ? [
                      { title: say("time"), key: "at", width: 230, render: (_, { at }) => <Age at={at} /> },
                      { title: say("who"), key: "by", width: 150, render: (_, version) => who(version) },
                      { title: say("what"), key: "what", render: (_, version) => what(version) },
                      { title: say("acts"), key: "acts", width: 140, render: (_, version) => act(version) },
                    ]
                  : [
                      {
                        key: "all",
                        render: (_, version) => (
                          <>
                            <div>
                              <Age at={version.at} /> <strong>{who(version)}</strong>
                            </div>
                            {what(version)}
                            <div>{act(version)}</div>
                          </>
                        ),
                      },
                    ]
              }
            />
            {asked === null ? null : (
              <Restore
                version={asked}
                later={versions.slice(0, versions.indexOf(asked))}
                running={versions.find(({ running }) => running)?.version ?? null}
                close={() => setAsked(null)}
              />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

interface RestoreProps {
  readonly version: KeptVersion;
  readonly later: readonly KeptVersion[];
  readonly running: string | null;
  close(): void;
}

function Restore({ version: { id, at }, later, running, close }: RestoreProps) {
  const say = useTexts(textTexts);
  const write = useWrite();
  const tell = useTold();
  const time = timeText(Date.parse(at), gatewayNow());
  const act = async () => {
    if (running === null) return;
    const { version } = await write("POST", "/config/undo", running, { version: id });
    tell({ text: say("restored", { time }), before: running, after: version });
  };
  return (
    <Confirm title={say("restoreTitle", { time })} word={say("restore")} act={act} close={close}>
      <p>{say("restoreWhy", { n: later.length })}</p>
      {later.slice(0, 5).map((each) => (
        <div key={each.id}>
          <small className="quiet">{timeText(Date.parse(each.at), gatewayNow())}</small>
          {each.difference === null ? null : <Difference difference={each.difference} most={4} />}
        </div>
      ))}
      <p className="quiet">{say("restoreKept")}</p>
    </Confirm>
  );
}
