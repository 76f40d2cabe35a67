// Labels to print on A4 sheets: made for whatever has none yet, with the code that opens the repair page.
import { PrinterOutlined } from "@ant-design/icons";
import { Alert, Button, Empty, Flex, Form, Input, Radio, Spin } from "antd";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Asset } from "#gateway/contract/assets.ts";
import { call } from "../../api/http.ts";
import { queryClient } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useAct } from "../../session/act.ts";
import { isOnlyHere, keepLabelAddress, labelAddress } from "./label-address.ts";
import { LabelSheets, SIZES, type Size } from "./label-sheets.tsx";
import { assetTexts } from "./texts.ts";
import "./assets.css";

export default function LabelsPage() {
  const say = useTexts(assetTexts);
  const [params] = useSearchParams();
  const ids = params.get("ids") ?? "";
  const [assets, setAssets] = useState<readonly Asset[] | null>(null);
  const [size, setSize] = useState<Size>("24");
  const [address, setAddress] = useState(labelAddress);
  const { problem, run } = useAct();
  useEffect(() => {
    if (ids === "") return;
    void run(async () => {
      const body = { assets: ids.split(",") };
      setAssets((await call<{ readonly assets: readonly Asset[] }>("POST", "/assets/labels", { body })).assets);
      await queryClient.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith("/assets") });
    });
  }, [ids, run]);
  if (ids === "")
    return (
      <Page title={say("labelsTitle")}>
        <Empty description={say("nothingChosen")}>
          <Link to="/asset">{say("toList")}</Link>
        </Empty>
      </Page>
    );
  const labelled = (assets ?? []).flatMap((asset) =>
    asset.label == null ? [] : [{ asset, token: asset.label.token }],
  );
  return (
    <Page
      title={say("labelsTitle")}
      lead={say("labelsLead")}
      acts={
        <Button type="primary" icon={<PrinterOutlined />} disabled={labelled.length === 0} onClick={() => print()}>
          {say("print")}
        </Button>
      }
    >
      <Form layout="vertical" className="no-print">
        <Form.Item label={say("address")} extra={say("addressHelp")} htmlFor="label-address">
          <Input
            id="label-address"
            value={address}
            maxLength={200}
            onChange={({ target }) => {
              setAddress(target.value);
              keepLabelAddress(target.value);
            }}
          />
        </Form.Item>
        {isOnlyHere(address) ? <Alert type="warning" showIcon title={say("addressLocal")} /> : null}
        <Form.Item label={say("size")}>
          <Radio.Group
            aria-label={say("size")}
            value={size}
            onChange={({ target }) => setSize(target.value as Size)}
            options={SIZES.map((value) => ({ value, label: say(`size-${value}`) }))}
          />
        </Form.Item>
      </Form>
      {problem === null ? null : <ProblemPanel problem={problem} />}
      {assets === null && problem === null ? (
        <Flex gap="small">
          <Spin /> {say("making")}
        </Flex>
      ) : null}
      <LabelSheets labelled={labelled} size={size} address={address} />
    </Page>
  );
}
