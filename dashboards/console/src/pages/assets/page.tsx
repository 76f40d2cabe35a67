// The register of equipment: search, filters, table in and out, labels to print.
import { DownloadOutlined, PlusOutlined, PrinterOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Dropdown, Empty, Flex, Input, Select } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import type { AssetPage } from "#gateway/contract/assets.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { Page } from "../../parts/page.tsx";
import { useCan } from "../../session/session.tsx";
import { AssetForm } from "./asset-form.tsx";
import { AssetList } from "./asset-list.tsx";
import { type FilterField, filterQuestion, PER_PAGE, pageIn, withField } from "./filter.ts";
import { ImportDialog } from "./import-dialog.tsx";
import { saveTable } from "./save-table.ts";
import { assetTexts } from "./texts.ts";
import { useClassOptions, usePlaceOptions } from "./words.ts";
import "./assets.css";

export default function AssetsPage() {
  const say = useTexts(assetTexts);
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const mayWrite = useCan("assets.write");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [dialog, setDialog] = useState<"add" | "import" | null>(null);
  const asked = filterQuestion(params);
  const page = pageIn(params);
  const query = useGet<AssetPage>(`/assets?${asked}&limit=${PER_PAGE}&after=${(page - 1) * PER_PAGE}`);
  const narrow = (field: FilterField | "page", value: string) =>
    setParams(withField(params, field, value), { replace: true });
  const soon = query.data?.counts.warrantySoon ?? 0;
  const exports = [
    { key: "all", label: say("export"), onClick: () => void saveTable(`?${asked}`, "assets.csv") },
    {
      key: "addresses",
      label: say("addresses"),
      onClick: () => void saveTable(`?${asked}&columns=addresses`, "addresses.csv"),
    },
    { key: "form", label: say("form"), onClick: () => void saveTable("?empty=true", "assets-form.csv") },
  ];
  const acts = (
    <>
      <Dropdown menu={{ items: exports }} trigger={["click"]}>
        <Button icon={<DownloadOutlined />}>{say("export")}</Button>
      </Dropdown>
      {mayWrite ? (
        <>
          <Button
            icon={<PrinterOutlined />}
            disabled={chosen.length === 0}
            title={chosen.length === 0 ? say("labelsHint") : ""}
            onClick={() => void navigate(`/asset/labels?ids=${chosen.join(",")}`)}
          >
            {say("labels")}
          </Button>
          <Button icon={<UploadOutlined />} onClick={() => setDialog("import")}>
            {say("import")}
          </Button>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setDialog("add")}>
            {say("add")}
          </Button>
        </>
      ) : null}
    </>
  );
  return (
    <Page title={say("title")} lead={say("lead")} acts={acts}>
      <Flex vertical gap="middle">
        {soon > 0 && !asked.has("warranty") ? (
          <Alert
            type="warning"
            showIcon
            title={say("warrantySoon", { n: soon })}
            action={
              <Button size="small" onClick={() => narrow("warranty", "soon")}>
                {say("show")}
              </Button>
            }
          />
        ) : null}
        <Filters params={params} narrow={narrow} />
        <Loaded
          query={query}
          empty={({ total }) => total === 0}
          nothing={
            asked.size > 0 ? <Empty description={say("noneFound")} /> : <Nothing may={mayWrite} open={setDialog} />
          }
        >
          {({ assets, total }) => (
            <AssetList
              assets={assets}
              total={total}
              page={page}
              toPage={(next) => narrow("page", String(next))}
              {...(mayWrite ? { chosen, choose: setChosen } : {})}
            />
          )}
        </Loaded>
      </Flex>
      {dialog === "add" ? <AssetForm asset={null} close={() => setDialog(null)} /> : null}
      {dialog === "import" ? <ImportDialog close={() => setDialog(null)} /> : null}
    </Page>
  );
}

function Nothing({ may, open }: { readonly may: boolean; open(dialog: "add" | "import"): void }) {
  const say = useTexts(assetTexts);
  return (
    <NothingYet title={say("emptyTitle")} help={say("emptyHelp")}>
      {may ? (
        <Flex gap="small" justify="center">
          <Button type="primary" onClick={() => open("add")}>
            {say("add")}
          </Button>
          <Button onClick={() => open("import")}>{say("import")}</Button>
        </Flex>
      ) : null}
    </NothingYet>
  );
}

interface FiltersProps {
  readonly params: URLSearchParams;
  narrow(field: FilterField, value: string): void;
}

function Filters({ params, narrow }: FiltersProps) {
  const say = useTexts(assetTexts);
  const classes = useClassOptions();
  const places = usePlaceOptions();
  const choice = (field: FilterField, all: string, options: readonly { value: string; label: string }[]) => (
    <Select
      className="assets-choice"
      aria-label={all}
      showSearch={{ optionFilterProp: "label" }}
      value={params.get(field) ?? ""}
      options={[{ value: "", label: all }, ...options]}
      onChange={(value: string) => narrow(field, value)}
    />
  );
  return (
    <Flex gap="small" wrap>
      <Input.Search
        className="assets-search"
        allowClear
        aria-label={say("search")}
        placeholder={say("search")}
        defaultValue={params.get("q") ?? ""}
        onSearch={(value) => narrow("q", value.trim())}
      />
      {choice("class", say("allClasses"), classes)}
      {choice("place", say("allPlaces"), places)}
      {choice(
        "state",
        say("allStates"),
        (["in-use", "spare", "scrapped"] as const).map((value) => ({ value, label: say(`state-${value}`) })),
      )}
      {choice(
        "warranty",
        say("allWarranties"),
        (["soon", "over", "valid", "none"] as const).map((value) => ({ value, label: say(`warranty-${value}`) })),
      )}
    </Flex>
  );
}
