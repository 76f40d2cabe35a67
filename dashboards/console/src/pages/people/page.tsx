// Who may sign in and what each may do: accounts, and the roles they can have.
import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { Accounts } from "./accounts.tsx";
import { RoleMatrix } from "./role-matrix.tsx";
import { peopleTexts } from "./texts.ts";
import "./people.css";

export default function PeoplePage() {
  const say = useTexts(peopleTexts);
  const [params, setParams] = useSearchParams();
  return (
    <Page title={say("title")} lead={say("lead")}>
      <Tabs
        activeKey={params.get("tab") === "roles" ? "roles" : "accounts"}
        onChange={(tab) => setParams(tab === "roles" ? { tab } : {}, { replace: true })}
        items={[
          { key: "accounts", label: say("accounts"), children: <Accounts /> },
          { key: "roles", label: say("roles"), children: <RoleMatrix /> },
        ]}
      />
    </Page>
  );
}
