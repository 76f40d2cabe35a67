// The packages that are shipped with the gateway, their licences, and the licences' texts. Loaded only when somebody asks.

import shipped from "virtual:licences";
import { Button, Input, Modal, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTexts } from "../../i18n/texts.ts";
import { aboutTexts } from "./texts.ts";

type Shipped = (typeof shipped.packages)[number];

export default function Licences() {
  const say = useTexts(aboutTexts);
  const [text, setText] = useState("");
  const [open, setOpen] = useState<Shipped | null>(null);
  const wanted = text.trim().toLowerCase();
  const packages = shipped.packages.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(wanted));
  const columns: TableColumnsType<Shipped> = [
    { title: say("package"), dataIndex: "name", sorter: (a, b) => a.name.localeCompare(b.name) },
    { title: say("packageVersion"), dataIndex: "version", width: 120 },
    { title: say("packageLicence"), dataIndex: "licence", sorter: (a, b) => a.licence.localeCompare(b.licence) },
    {
      title: "",
      width: 90,
      render: (_value, each) =>
        each.text === null ? null : (
          <Button type="link" size="small" onClick={() => setOpen(each)} aria-label={`${say("showText")} ${each.name}`}>
            {say("showText")}
          </Button>
        ),
    },
  ];
  return (
    <>
      <Input.Search
        allowClear
        className="about-search"
        aria-label={say("licenceSearch")}
        placeholder={say("licenceSearch")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Table<Shipped>
        size="small"
        rowKey={({ name, version }) => `${name}@${version}`}
        columns={columns}
        dataSource={packages}
        pagination={{ defaultPageSize: 20, showSizeChanger: false }}
        scroll={{ x: 480 }}
      />
      <Modal open={open !== null} title={open?.name} footer={null} width={760} onCancel={() => setOpen(null)}>
        <pre className="about-text">{open === null || open.text === null ? "" : shipped.texts[open.text]}</pre>
      </Modal>
    </>
  );
}
