// The people who can be on duty: how each is reached, and a test of it.
import { DownloadOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Empty, Flex, Input } from "antd";
import { useDeferredValue, useState } from "react";
import type { PersonView, RosterView } from "#gateway/contract/duty.ts";
import { askForDuty } from "../../api/duty.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ImportDialog } from "../../parts/import-dialog.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { useCan } from "../../session/session.tsx";
import { saveAnswer } from "../assets/save-table.ts";
import { PersonForm } from "./person-form.tsx";
import { PersonRows } from "./person-rows.tsx";
import { personTexts } from "./person-texts.ts";

interface People {
  readonly people: readonly PersonView[];
  readonly total: number;
}

type Dialog = { readonly what: "add" | "import" } | { readonly what: "edit" | "remove"; readonly person: PersonView };

const TOUCHES = ["/duty"];

export default function PeopleTab() {
  const say = useTexts(personTexts);
  const mayWrite = useCan("people.write");
  const [search, setSearch] = useState("");
  const asked = useDeferredValue(search.trim());
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const query = useGet<People>(`/duty/people${asked === "" ? "" : `?q=${encodeURIComponent(asked)}`}`);
  const shiftNames = useShiftNames();
  const close = () => setDialog(null);
  return (
    <Flex vertical gap="middle">
      <Flex gap="small" wrap justify="space-between">
        <Input
          className="duty-search"
          allowClear
          aria-label={say("search")}
          placeholder={say("search")}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        {mayWrite ? <Acts open={setDialog} /> : null}
      </Flex>
      <span className="quiet">{say(mayWrite ? "lead" : "masked")}</span>
      <Loaded
        query={query}
        empty={({ people }) => people.length === 0}
        nothing={
          asked !== "" ? (
            <Empty description={say("none")} />
          ) : (
            <NothingYet title={say("empty")} help={say("emptyHelp")}>
              {mayWrite ? (
                <Button type="primary" onClick={() => setDialog({ what: "add" })}>
                  {say("add")}
                </Button>
              ) : null}
            </NothingYet>
          )
        }
      >
        {({ people }) => (
          <PersonRows
            people={people}
            shiftName={shiftNames}
            edit={(person) => setDialog({ what: "edit", person })}
            remove={(person) => setDialog({ what: "remove", person })}
          />
        )}
      </Loaded>
      {dialog?.what === "add" ? <PersonForm person={null} close={close} /> : null}
      {dialog?.what === "edit" ? <PersonForm person={dialog.person} close={close} /> : null}
      {dialog?.what === "remove" ? <Remove person={dialog.person} close={close} /> : null}
      {dialog?.what === "import" ? (
        <ImportDialog
          title={say("importTitle")}
          how={say("importHow")}
          path="/duty/people/import"
          touches={TOUCHES}
          columnWord={(column) => column}
          close={close}
        />
      ) : null}
    </Flex>
  );
}

/** `门卫室早班`, and for a swap the day behind it. */
function useShiftNames(): (shift: string) => string {
  const shifts = useGet<RosterView>("/duty/roster").data?.shifts ?? [];
  return (text) => {
    const [id = text, ...day] = text.split(" ");
    return [shifts.find((shift) => shift.id === id)?.name ?? id, ...day.slice(-1)].join(" ");
  };
}

function Acts({ open }: { open(dialog: Dialog): void }) {
  const say = useTexts(personTexts);
  const { message } = App.useApp();
  const save = async (question: string, name: string) => {
    try {
      await saveAnswer(`/duty/people/table${question}`, name);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      void message.error(error.body.detail);
    }
  };
  const exports = [
    { key: "all", label: say("export"), onClick: () => void save("", "people.csv") },
    { key: "form", label: say("form"), onClick: () => void save("?empty=true", "people-form.csv") },
  ];
  return (
    <Flex gap="small" wrap>
      <Dropdown menu={{ items: exports }} trigger={["click"]}>
        <Button icon={<DownloadOutlined />}>{say("export")}</Button>
      </Dropdown>
      <Button icon={<UploadOutlined />} onClick={() => open({ what: "import" })}>
        {say("import")}
      </Button>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => open({ what: "add" })}>
        {say("add")}
      </Button>
    </Flex>
  );
}

function Remove({ person, close }: { readonly person: PersonView; close(): void }) {
  const say = useTexts(personTexts);
  const { message } = App.useApp();
  return (
    <Confirm
      title={say("removeTitle", { name: person.name })}
      word={say("remove")}
      danger
      act={async () => {
        const { id, version } = person;
        await call("DELETE", `/duty/people/${encodeURIComponent(id)}`, { headers: { "if-match": `"${version}"` } });
        await askForDuty();
        void message.success(say("removed"));
      }}
      close={close}
    >
      {say("removeWhat")}
    </Confirm>
  );
}
