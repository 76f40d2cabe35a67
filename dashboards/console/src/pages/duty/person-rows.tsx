// People one under the other: a table, on a phone cards.
import { DeleteOutlined, EditOutlined, PhoneOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Flex, Table } from "antd";
import { useState } from "react";
import type { PersonView } from "#gateway/contract/duty.ts";
import { REACHES, type RoadView } from "#gateway/contract/notify.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useWide } from "../../parts/use-wide.ts";
import { useCan } from "../../session/session.tsx";
import { personTexts } from "./person-texts.ts";

interface Props {
  readonly people: readonly PersonView[];
  shiftName(shift: string): string;
  edit(person: PersonView): void;
  remove(person: PersonView): void;
}

export function PersonRows({ people, shiftName, edit, remove }: Props) {
  const say = useTexts(personTexts);
  const wide = useWide();
  const acts = (person: PersonView) => <Acts person={person} edit={edit} remove={remove} />;
  const shifts = (person: PersonView) =>
    person.shifts.length === 0 ? (
      <span className="quiet">{say("noShifts")}</span>
    ) : (
      person.shifts.map(shiftName).join(" · ")
    );
  if (!wide)
    return (
      <ul className="duty-cards">
        {people.map((person) => (
          <li key={person.id}>
            <strong>{person.name}</strong>
            <div>{person.phones.join(" · ")}</div>
            {person.mail === null ? null : <div>{person.mail}</div>}
            <small>{shifts(person)}</small>
            {acts(person)}
          </li>
        ))}
      </ul>
    );
  return (
    <Table<PersonView>
      size="middle"
      rowKey="id"
      aria-label={say("list")}
      dataSource={[...people]}
      pagination={people.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      columns={[
        { title: say("name"), key: "name", dataIndex: "name" },
        { title: say("phones"), key: "phones", render: (_: unknown, { phones }) => phones.join(" · ") },
        { title: say("mail"), key: "mail", dataIndex: "mail" },
        { title: say("account"), key: "account", dataIndex: "account" },
        { title: say("shifts"), key: "shifts", render: (_: unknown, person) => shifts(person) },
        { title: say("acts"), key: "acts", render: (_: unknown, person) => acts(person) },
      ]}
    />
  );
}

function Acts({ person, edit, remove }: { readonly person: PersonView } & Pick<Props, "edit" | "remove">) {
  const say = useTexts(personTexts);
  const mayWrite = useCan("people.write");
  const mayTest = useCan("config.write");
  return (
    <Flex gap={4} wrap>
      {mayTest ? <TestButton person={person} /> : null}
      {mayWrite ? (
        <>
          <Button
            type="text"
            size="small"
            icon={<EditOutlined />}
            aria-label={`${say("edit")} ${person.name}`}
            title={say("edit")}
            onClick={() => edit(person)}
          />
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined />}
            aria-label={`${say("remove")} ${person.name}`}
            title={say("remove")}
            onClick={() => remove(person)}
          />
        </>
      ) : null}
    </Flex>
  );
}

interface Roads {
  readonly roads: readonly RoadView[];
}

/** Calls or writes to this person now, marked as a test. */
function TestButton({ person }: { readonly person: PersonView }) {
  const say = useTexts(personTexts);
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const roads = useGet<Roads>("/notify/roads", { enabled: open }).data?.roads;
  const able = (roads ?? []).filter(({ kind }) => REACHES[kind] === "person");
  const test = async (road: RoadView) => {
    try {
      const path = `/notify/roads/${encodeURIComponent(road.id)}/test`;
      const { delivery } = await call<{ readonly delivery: number }>("POST", path, { body: { person: person.id } });
      void message.success(say("tested", { name: person.name, n: delivery }));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      void message.error(`${error.body.detail} ${error.body.remedy}`);
    }
  };
  const items =
    able.length > 0
      ? able.map((road) => ({
          key: road.id,
          label: say("testBy", { road: road.name }),
          onClick: () => void test(road),
        }))
      : [{ key: "none", disabled: true, label: say("noRoads") }];
  return (
    <Dropdown menu={{ items: roads === undefined ? [] : items }} trigger={["click"]} onOpenChange={setOpen}>
      <Button
        type="text"
        size="small"
        icon={<PhoneOutlined />}
        aria-label={`${say("test")} ${person.name}`}
        title={say("test")}
      />
    </Dropdown>
  );
}
