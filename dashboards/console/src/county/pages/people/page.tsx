// Who may sign in at the county and which towns each sees: list, make, disable.
import { Button, Drawer, Tag } from "antd";
import { useState } from "react";
import { call } from "../../../api/http.ts";
import { useChange, useGet } from "../../../api/queries.ts";
import type { Account, Label } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { Page } from "../../../parts/page.tsx";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { useWithFreshSignIn } from "../../../session/fresh-sign-in.tsx";
import { useSession } from "../../../session/session.tsx";
import { useFleet } from "../../fleet.ts";
import { AccountForm } from "./form.tsx";
import { countyPeopleTexts } from "./texts.ts";
import "./people.css";

export interface Role {
  readonly id: string;
  readonly label: Label;
}

export default function PeoplePage() {
  const say = useTexts(countyPeopleTexts);
  const { can } = useSession();
  const accounts = useGet<{ readonly accounts: readonly Account[] }>("/accounts");
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={say("title")}
      lead={say("lead")}
      acts={
        can("accounts.write") ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {say("add")}
          </Button>
        ) : undefined
      }
    >
      <Loaded query={accounts}>
        {(answer) => (
          <ul className="county-people">
            {answer.accounts.map((account) => (
              <Line key={account.id} account={account} />
            ))}
          </ul>
        )}
      </Loaded>
      <Drawer open={adding} onClose={() => setAdding(false)} title={say("add")} size={420} destroyOnHidden>
        <AccountForm done={() => setAdding(false)} />
      </Drawer>
    </Page>
  );
}

function Line({ account }: { readonly account: Account }) {
  const say = useTexts(countyPeopleTexts);
  const language = useLanguage();
  const { session, can } = useSession();
  const fresh = useWithFreshSignIn();
  const roles = useGet<{ readonly roles: readonly Role[] }>("/roles").data?.roles ?? [];
  const fleet = useFleet().data;
  const { id, scope, disabled } = account;
  const own = typeof session === "object" && session?.account.id === id;
  const turn = useChange<boolean, unknown>(
    (off) => fresh(() => call("PATCH", `/accounts/${id}`, { body: { disabled: off } })),
    ["/accounts"],
  );
  const towns = scope?.places.map((town) => fleet?.towns.find((one) => one.id === town)?.name ?? town) ?? [];
  const campuses = scope?.devices.map((one) => fleet?.campuses.find((each) => each.id === one)?.name ?? one) ?? [];
  return (
    <li>
      <span>
        <strong>{id}</strong> {disabled ? <Tag>{say("disabled")}</Tag> : null}
      </span>
      <span>
        {account.roles.map((role) => roles.find((one) => one.id === role)?.label[language] ?? role).join(" · ")}
      </span>
      <span className="quiet">{scope === null ? say("everything") : [...towns, ...campuses].join(" · ") || "—"}</span>
      <span>
        {can("accounts.write") && !own ? (
          <Button size="small" loading={turn.isPending} onClick={() => turn.mutate(!disabled)}>
            {say(disabled ? "enable" : "disable")}
          </Button>
        ) : null}
      </span>
      {turn.error === null ? null : <ProblemPanel problem={turn.error} />}
    </li>
  );
}
