// The settings that a device was told to have, and whether it has them; those who may, issue others here.
import { CheckOutlined, ClockCircleOutlined, EditOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import { ApiProblem, call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { Section } from "../../parts/section.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useWithFreshSignIn } from "../../session/fresh-sign-in.tsx";
import { useCan } from "../../session/session.tsx";
import { desiredTexts } from "./desired-texts.ts";
import { differences, parsedSettings, type Settings } from "./settings.ts";

/** A device answers by itself; nothing says so on the stream to those who may not read entries. */
const AGAIN_MS = 5000;

export interface Issued {
  readonly desired: { readonly version: number; readonly config: Settings; readonly by: string } | null;
  readonly reported: { readonly version: number; readonly config: Settings | null } | null;
  readonly state: "none" | "pending" | "in-sync" | "drift";
  readonly since: string | null;
}

const ICONS: Readonly<Record<Issued["state"], ReactNode>> = {
  none: null,
  pending: <ClockCircleOutlined aria-hidden />,
  "in-sync": <CheckOutlined aria-hidden />,
  drift: <WarningOutlined aria-hidden />,
};

export function DesiredSettings({ device }: { readonly device: string }) {
  const say = useTexts(desiredTexts);
  const canEdit = useCan("config.write");
  const [editing, setEditing] = useState(false);
  const path = `/devices/${encodeURIComponent(device)}`;
  const query = useGet<Issued>(`${path}/configuration`, { refresh: AGAIN_MS });
  const edit =
    canEdit && query.data !== undefined && !editing ? (
      <Button size="small" icon={<EditOutlined />} onClick={() => setEditing(true)}>
        {say("issue")}
      </Button>
    ) : null;
  return (
    <Section title={say("title")} acts={edit}>
      <Loaded query={query}>
        {(issued) => (
          <>
            <State issued={issued} />
            {editing ? (
              <Editor
                path={`${path}/desired`}
                issued={issued}
                done={() => {
                  setEditing(false);
                  void query.refetch();
                }}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </Section>
  );
}

function State({ issued }: { readonly issued: Issued }) {
  const say = useTexts(desiredTexts);
  const { desired, reported, state, since } = issued;
  const differing = state === "drift" ? differences(desired?.config ?? {}, reported?.config ?? {}) : [];
  return (
    <>
      <div className={state === "drift" ? "state-bad" : "quiet"}>
        {ICONS[state]} {say(state)} {since === null ? null : <Age at={since} ageOnly />}
      </div>
      <dl className="facts">
        {desired === null ? null : (
          <>
            <dt>{say("desiredVersion")}</dt>
            <dd>
              {desired.version} <small className="quiet">{desired.by}</small>
            </dd>
          </>
        )}
        {reported === null ? null : (
          <>
            <dt>{say("reportedVersion")}</dt>
            <dd>{reported.version}</dd>
          </>
        )}
        {differing.map(({ key, wanted, has }) => (
          <div key={key} className="facts-wide">
            <code>{key}</code>：{say("wanted")} <code>{wanted}</code> · {say("has")} <code>{has}</code>
          </div>
        ))}
      </dl>
      {desired === null ? null : <pre className="hex">{JSON.stringify(desired.config, null, 2)}</pre>}
    </>
  );
}

interface EditorProps {
  readonly path: string;
  readonly issued: Issued;
  readonly done: () => void;
}

/** What is typed stays until it was taken; the version is that of when it was begun, so that nobody's change is lost. */
function Editor({ path, issued, done }: EditorProps) {
  const say = useTexts(desiredTexts);
  const part = useTexts(partTexts);
  const withFreshSignIn = useWithFreshSignIn();
  const [version] = useState(issued.desired?.version ?? 0);
  const [text, setText] = useState(() => JSON.stringify(issued.desired?.config ?? {}, null, 2));
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const config = parsedSettings(text);
  const save = async () => {
    if (config === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const headers = { "if-match": `"${version}"` };
      await withFreshSignIn(() => call("PUT", path, { body: { config }, headers }));
      done();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="commands">
      <small className="quiet">{say("help")}</small>
      <Input.TextArea
        value={text}
        autoSize={{ minRows: 4, maxRows: 20 }}
        spellCheck={false}
        aria-label={say("title")}
        status={config === null ? "error" : ""}
        onChange={({ target }) => setText(target.value)}
      />
      {config === null ? (
        <small role="alert" className="command-abnormal">
          {say("notJson")}
        </small>
      ) : null}
      {problem === null ? null : <ProblemPanel problem={problem} />}
      <div className="command-fields">
        <Button type="primary" loading={busy} disabled={config === null} onClick={() => void save()}>
          {say("send")}
        </Button>
        <Button onClick={done}>{part("cancel")}</Button>
      </div>
    </div>
  );
}
