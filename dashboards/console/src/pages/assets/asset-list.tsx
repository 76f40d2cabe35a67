// The register as rows: a table on a desk, cards on a phone.
import { Checkbox, Flex, Grid, Pagination, Table, Tag } from "antd";
import { Link } from "react-router";
import type { Asset } from "#gateway/contract/assets.ts";
import { useTexts } from "../../i18n/texts.ts";
import { PER_PAGE } from "./filter.ts";
import { assetTexts } from "./texts.ts";
import { useClassWord, usePlaceName } from "./words.ts";
import "../tickets/marks.css";

interface Props {
  readonly assets: readonly Asset[];
  readonly total: number;
  readonly page: number;
  toPage(page: number): void;
  /** Absent: nothing can be chosen. */
  readonly chosen?: readonly string[];
  choose?(ids: readonly string[]): void;
}

export function AssetList({ assets, total, page, toPage, chosen, choose }: Props) {
  const say = useTexts(assetTexts);
  const wide = Grid.useBreakpoint().md === true;
  const classWord = useClassWord();
  const placeName = usePlaceName();
  const where = (asset: Asset) =>
    [placeName(asset.place), asset.spot].filter((part) => part !== "" && part !== null).join(" ");
  const pages = (
    <Pagination
      className="assets-pages"
      size="small"
      current={page}
      pageSize={PER_PAGE}
      total={total}
      showSizeChanger={false}
      showTotal={(n) => say("total", { n })}
      onChange={toPage}
    />
  );
  if (!wide)
    return (
      <>
        <ul className="asset-cards" aria-label={say("list")}>
          {assets.map((asset) => (
            <li key={asset.id} className="panel">
              {chosen === undefined ? null : (
                <Checkbox
                  aria-label={say("select", { name: asset.name })}
                  checked={chosen.includes(asset.id)}
                  onChange={({ target }) =>
                    choose?.(target.checked ? [...chosen, asset.id] : chosen.filter((id) => id !== asset.id))
                  }
                />
              )}
              <span>
                <AssetName asset={asset} />
                <div className="quiet">
                  {classWord(asset.class)} · {where(asset)}
                </div>
                <Warranty asset={asset} />
              </span>
            </li>
          ))}
        </ul>
        {pages}
      </>
    );
  const columns = [
    { title: say("name"), key: "name", render: (_: unknown, asset: Asset) => <AssetName asset={asset} /> },
    { title: say("class"), key: "class", render: (_: unknown, asset: Asset) => classWord(asset.class) },
    { title: say("place"), key: "place", render: (_: unknown, asset: Asset) => where(asset) },
    { title: say("owner"), key: "owner", dataIndex: "owner", responsive: ["lg" as const] },
    {
      title: say("warrantyUntil"),
      key: "warranty",
      render: (_: unknown, asset: Asset) => (
        <>
          {asset.warrantyUntil} <Warranty asset={asset} />
        </>
      ),
    },
    { title: say("ip"), key: "ip", dataIndex: "ip", responsive: ["xl" as const] },
  ];
  return (
    <>
      <Table<Asset>
        size="middle"
        rowKey="id"
        aria-label={say("list")}
        dataSource={[...assets]}
        columns={columns}
        pagination={false}
        {...(chosen === undefined
          ? {}
          : {
              rowSelection: {
                selectedRowKeys: [...chosen],
                preserveSelectedRowKeys: true,
                onChange: (keys: readonly unknown[]) => choose?.(keys.map(String)),
                getTitleCheckboxProps: () => ({ "aria-label": say("labels") }),
                getCheckboxProps: (asset: Asset) => ({ "aria-label": say("select", { name: asset.name }) }),
              },
            })}
      />
      {pages}
    </>
  );
}

function AssetName({ asset }: { readonly asset: Asset }) {
  const say = useTexts(assetTexts);
  return (
    <Flex gap={6} wrap align="center">
      <Link to={`/asset/${encodeURIComponent(asset.id)}`}>{asset.name}</Link>
      {asset.state === "in-use" ? null : <Tag>{say(`state-${asset.state}`)}</Tag>}
      {asset.openTickets === 0 ? null : <Tag className="mark-high">{say("openTickets", { n: asset.openTickets })}</Tag>}
    </Flex>
  );
}

/** Said only when somebody should do something. */
export function Warranty({ asset: { warranty } }: { readonly asset: Asset }) {
  const say = useTexts(assetTexts);
  if (warranty === "none" || warranty === "valid") return null;
  return <Tag className={warranty === "soon" ? "mark-medium" : ""}>{say(`warranty-${warranty}`)}</Tag>;
}
