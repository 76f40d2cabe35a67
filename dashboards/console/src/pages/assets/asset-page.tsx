// One record of the register: its fields, its label, its repairs; and what may be done with it.
import { Button, Descriptions, Empty, Flex, Tag } from "antd";
import { type ReactNode, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { Asset } from "#gateway/contract/assets.ts";
import type { Ticket } from "#gateway/contract/tickets.ts";
import { call } from "../../api/http.ts";
import { queryClient, useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { DeviceLink } from "../../parts/device-link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { OpenDialog } from "../tickets/open-dialog.tsx";
import { TicketRows } from "../tickets/ticket-rows.tsx";
import { AssetForm } from "./asset-form.tsx";
import { Warranty } from "./asset-list.tsx";
import { labelAddress, repairAddress } from "./label-address.ts";
import { Qr } from "./qr.tsx";
import { assetTexts } from "./texts.ts";
import { useClassWord, usePlaceName } from "./words.ts";
import "./assets.css";

type Dialog = "edit" | "remove" | "renew" | "revoke" | "report";

export default function OneAssetPage() {
  const say = useTexts(assetTexts);
  const { id = "" } = useParams();
  const query = useGet<Asset>(`/assets/${encodeURIComponent(id)}`);
  return (
    <Loaded query={query}>
      {(asset) =>
        asset.id === "" ? <Empty description={say("unknown")} /> : <AssetView key={asset.id} asset={asset} />
      }
    </Loaded>
  );
}

function AssetView({ asset }: { readonly asset: Asset }) {
  const say = useTexts(assetTexts);
  const mayWrite = useCan("assets.write");
  const mayReport = useCan("tickets.read");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const acts = (
    <>
      {mayReport ? <Button onClick={() => setDialog("report")}>{say("report")}</Button> : null}
      {mayWrite ? (
        <>
          <Button danger type="text" onClick={() => setDialog("remove")}>
            {say("remove")}
          </Button>
          <Button type="primary" onClick={() => setDialog("edit")}>
            {say("edit")}
          </Button>
        </>
      ) : null}
    </>
  );
  return (
    <Page title={asset.name} acts={acts} lead={<Link to="/asset">{say("toList")}</Link>}>
      <div className="asset-page">
        <Facts asset={asset} />
        <Flex vertical gap="middle">
          {mayWrite ? <LabelPart asset={asset} ask={setDialog} /> : null}
          {mayReport ? <Repairs id={asset.id} /> : null}
        </Flex>
      </div>
      {dialog === "edit" ? <AssetForm asset={asset} close={close} /> : null}
      {dialog === "report" ? <OpenDialog asset={asset} close={close} /> : null}
      {dialog === null || dialog === "edit" || dialog === "report" ? null : (
        <Sure asset={asset} what={dialog} close={close} />
      )}
    </Page>
  );
}

function Facts({ asset }: { readonly asset: Asset }) {
  const say = useTexts(assetTexts);
  const classWord = useClassWord();
  const placeName = usePlaceName();
  const rows: readonly (readonly [string, ReactNode])[] = [
    [say("id"), asset.id],
    [say("state"), say(`state-${asset.state}`)],
    [say("class"), classWord(asset.class)],
    [say("place"), [placeName(asset.place), asset.spot].filter((part) => part !== null && part !== "").join(" ")],
    [say("owner"), asset.owner],
    [say("purchasedOn"), asset.purchasedOn],
    [say("price"), asset.price],
    [
      say("warrantyUntil"),
      asset.warrantyUntil === null ? null : (
        <span key="warranty">
          {asset.warrantyUntil} <Warranty asset={asset} />
        </span>
      ),
    ],
    [say("contractor"), asset.contractor],
    [say("serial"), asset.serial],
    [say("mac"), asset.mac],
    [say("ip"), asset.ip],
    [say("device"), asset.device === null ? null : <DeviceLink key="device" id={asset.device} />],
    [say("note"), asset.note],
    [
      say("changed"),
      <span key="changed">
        <Age at={asset.changedAt} /> {asset.changedBy}
      </span>,
    ],
  ];
  return (
    <Descriptions
      bordered
      size="small"
      column={1}
      items={rows.map(([label, children]) => ({ key: label, label, children: children ?? "—" }))}
    />
  );
}

function LabelPart({ asset, ask }: { readonly asset: Asset; ask(dialog: Dialog): void }) {
  const say = useTexts(assetTexts);
  const navigate = useNavigate();
  const { label } = asset;
  return (
    <Section title={say("label")}>
      {label == null ? (
        <Flex vertical gap="small" align="start">
          <span className="quiet">{say("noLabel")}</span>
          <Button onClick={() => void navigate(`/asset/labels?ids=${asset.id}`)}>{say("makeLabel")}</Button>
        </Flex>
      ) : (
        <Flex vertical gap="small" align="start" className="asset-label">
          <Qr text={repairAddress(labelAddress(), label.token)} title={say("scan")} />
          <a href={`/r/${label.token}`} target="_blank" rel="noreferrer">
            {say("scan")}
          </a>
          <small className="quiet">
            {say("labelSince")} <Age at={label.madeAt} />
          </small>
          <Flex gap="small" wrap>
            <Button size="small" onClick={() => void navigate(`/asset/labels?ids=${asset.id}`)}>
              {say("print")}
            </Button>
            <Button size="small" onClick={() => ask("renew")}>
              {say("renewLabel")}
            </Button>
            <Button size="small" danger onClick={() => ask("revoke")}>
              {say("revokeLabel")}
            </Button>
          </Flex>
        </Flex>
      )}
    </Section>
  );
}

function Repairs({ id }: { readonly id: string }) {
  const say = useTexts(assetTexts);
  const query = useGet<{ readonly tickets: readonly Ticket[] }>(
    `/tickets?state=all&limit=20&asset=${encodeURIComponent(id)}`,
  );
  return (
    <Section title={say("tickets")}>
      <Loaded query={query} empty={({ tickets }) => tickets.length === 0} nothing={<Tag>{say("noTickets")}</Tag>}>
        {({ tickets }) => <TicketRows tickets={tickets} withName={false} />}
      </Loaded>
    </Section>
  );
}

function Sure({
  asset,
  what,
  close,
}: {
  readonly asset: Asset;
  readonly what: "remove" | "renew" | "revoke";
  close(): void;
}) {
  const say = useTexts(assetTexts);
  const navigate = useNavigate();
  const path = `/assets/${encodeURIComponent(asset.id)}`;
  const { name } = asset;
  const act = async () => {
    if (what === "renew") await call("POST", `${path}/label`, { body: {} });
    if (what === "revoke") await call("DELETE", `${path}/label`);
    if (what === "remove") {
      await call("DELETE", path, { headers: { "if-match": `"${asset.version}"` } });
      await navigate("/asset");
    }
    await queryClient.invalidateQueries({ predicate: ({ queryKey: [key] }) => String(key).startsWith("/assets") });
  };
  const title =
    what === "remove"
      ? say("removeTitle", { name })
      : what === "renew"
        ? say("renewTitle", { name })
        : say("revokeLabel");
  const word = what === "remove" ? say("remove") : what === "renew" ? say("renewLabel") : say("revokeLabel");
  return (
    <Confirm title={title} word={word} danger={what !== "renew"} act={act} close={close}>
      {what === "remove" ? say("removeWhy") : what === "renew" ? say("renewWhy") : say("revokeWhy")}
    </Confirm>
  );
}
