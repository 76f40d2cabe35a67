// Who is on the network and not as the register says: search, pages, a table to take along; registering and ignoring in place.
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Checkbox, Empty, Flex, Input, Pagination, Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { NetworkFinding, NetworkFindings } from "#gateway/contract/neighbours.ts";
import { call } from "../../api/http.ts";
import { useChange, useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { Section } from "../../parts/section.tsx";
import { useAct } from "../../session/act.ts";
import { useCan } from "../../session/session.tsx";
import { AssetForm } from "../assets/asset-form.tsx";
import { saveAnswer } from "../assets/save-table.ts";
import { FindingRow } from "./finding-row.tsx";
import { findingTexts } from "./finding-texts.ts";
import "./findings.css";

const PER_PAGE = 20;
const REFRESH_MS = 15_000;
const PATH = "/network/findings";

type State = "open" | "ignored";

export function Findings() {
  const say = useTexts(findingTexts);
  const mayWrite = useCan("assets.write");
  const [state, setState] = useState<State>("open");
  const [random, setRandom] = useState(false);
  const [search, setSearch] = useState("");
  const [page, setPage] = useState(1);
  const [dialog, setDialog] = useState<{ readonly what: "register" | "ignore"; readonly on: NetworkFinding } | null>(
    null,
  );
  const { run } = useAct();
  const asked = new URLSearchParams({ state, random: String(random), ...(search === "" ? {} : { q: search }) });
  const query = useGet<NetworkFindings>(`${PATH}?${asked}&limit=${PER_PAGE}&after=${(page - 1) * PER_PAGE}`, {
    refresh: REFRESH_MS,
  });
  const restore = useChange(
    ({ id }: NetworkFinding) => call<NetworkFinding>("DELETE", `${PATH}/${encodeURIComponent(id)}/ignore`),
    [PATH],
  );
  const close = () => setDialog(null);
  const actsOn = (on: NetworkFinding) => ({
    register: () => setDialog({ what: "register", on }),
    ignore: () => setDialog({ what: "ignore", on }),
    restore: () => void run(async () => void (await restore.mutateAsync(on))),
  });
  const first =
    <Chosen,>(set: (chosen: Chosen) => void) =>
    (chosen: Chosen) => {
      set(chosen);
      setPage(1);
    };
  return (
    <Section
      title={say("title")}
      acts={
        <Button
          size="small"
          icon={<DownloadOutlined />}
          onClick={() => void saveAnswer(`${PATH}/table?${asked}`, "network-findings.csv")}
        >
          {say("export")}
        </Button>
      }
    >
      <Flex gap="small" wrap align="center" className="findings-filter">
        <Input.Search
          className="findings-search"
          allowClear
          aria-label={say("search")}
          placeholder={say("search")}
          onSearch={(value) => first(setSearch)(value.trim())}
        />
        <Segmented<State>
          value={state}
          options={[
            { value: "open", label: say("open") },
            { value: "ignored", label: say("ignored") },
          ]}
          onChange={first(setState)}
        />
        <Checkbox checked={random} onChange={({ target }) => first(setRandom)(target.checked)}>
          {say("random")}
        </Checkbox>
      </Flex>
      <Loaded
        query={query}
        empty={({ total }) => total === 0}
        nothing={<Nothing watching={query.data?.watching ?? 0} state={state} narrowed={search !== ""} />}
      >
        {({ findings, total }) => (
          <>
            <ul className="panel findings" aria-label={say("list")}>
              {findings.map((finding) => (
                <FindingRow key={finding.id} finding={finding} {...(mayWrite ? { acts: actsOn(finding) } : {})} />
              ))}
            </ul>
            <Pagination
              size="small"
              current={page}
              pageSize={PER_PAGE}
              total={total}
              showSizeChanger={false}
              showTotal={(n) => say("total", { n })}
              onChange={setPage}
            />
          </>
        )}
      </Loaded>
      {dialog?.what === "register" ? <AssetForm asset={null} start={startOf(dialog.on)} close={close} /> : null}
      {dialog?.what === "ignore" ? <Ignore finding={dialog.on} close={close} /> : null}
    </Section>
  );
}

/** What is known of it when it is registered. */
function startOf({ mac, ips, place }: NetworkFinding) {
  return { class: "computer", mac, ip: ips[0] ?? null, place };
}

function Nothing({ watching, state, narrowed }: { watching: number; state: State; narrowed: boolean }) {
  const say = useTexts(findingTexts);
  const mayConfigure = useCan("config.write");
  if (narrowed) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("noneFound")} />;
  if (state === "ignored") return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("noneIgnored")} />;
  if (watching > 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("none")} />;
  return (
    <NothingYet title={say("nobodyTitle")} help={say("nobodyHelp")}>
      {mayConfigure ? <Link to="/settings">{say("addDevice")}</Link> : null}
    </NothingYet>
  );
}

function Ignore({ finding, close }: { readonly finding: NetworkFinding; close(): void }) {
  const say = useTexts(findingTexts);
  const [reason, setReason] = useState("");
  const change = useChange(
    (body: { reason: string }) =>
      call<NetworkFinding>("POST", `${PATH}/${encodeURIComponent(finding.id)}/ignore`, { body }),
    [PATH],
  );
  return (
    <Confirm
      title={say("ignoreTitle", { mac: finding.mac })}
      word={say("ignore")}
      act={async () => void (await change.mutateAsync({ reason: reason.trim() }))}
      close={close}
    >
      <Flex vertical gap="small">
        {say("ignoreWhy")}
        <Input
          aria-label={say("reason")}
          placeholder={say("reasonHint")}
          value={reason}
          maxLength={200}
          required
          autoFocus
          onChange={({ target }) => setReason(target.value)}
        />
      </Flex>
    </Confirm>
  );
}
