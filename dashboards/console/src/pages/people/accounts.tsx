// The accounts, with search; and what an administrator may do with each.
import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Empty, Flex, Grid, Input, Table, Tag, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useGet } from "../../api/queries.ts";
import type { Account } from "../../api/types.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { OffScreen } from "../../parts/off-screen.tsx";
import { useSession } from "../../session/session.tsx";
import { wallText } from "../../words/range.ts";
import { AccountForm } from "./account-form.tsx";
import { type Dialog, Dialogs } from "./dialogs.tsx";
import { accountsFound, lastAdminOf, useRoles } from "./roles.ts";
import { ScopeWords } from "./scope-words.tsx";
import { peopleTexts } from "./texts.ts";

const PER_PAGE = 50;

export function Accounts() {
  const say = useTexts(peopleTexts);
  const { can } = useSession();
  const query = useGet<{ readonly accounts: readonly Account[] }>("/accounts");
  const [params, setParams] = useSearchParams();
  const [form, setForm] = useState<Account | "new" | null>(null);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const typed = params.get("q") ?? "";
  const accounts = query.data?.accounts ?? [];
  return (
    <>
      <Flex gap="small" wrap justify="space-between" className="people-bar">
        <Input.Search
          className="people-search"
          allowClear
          placeholder={say("search")}
          aria-label={say("search")}
          value={typed}
          onChange={({ target }) => setParams(target.value === "" ? {} : { q: target.value }, { replace: true })}
        />
        {can("accounts.write") ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm("new")}>
            {say("add")}
          </Button>
        ) : null}
      </Flex>
      <Loaded query={query}>{() => <List accounts={accounts} typed={typed} edit={setForm} ask={setDialog} />}</Loaded>
      {form === null ? null : (
        <AccountForm account={form === "new" ? null : form} accounts={accounts} close={() => setForm(null)} />
      )}
      {dialog === null ? null : <Dialogs dialog={dialog} close={() => setDialog(null)} />}
    </>
  );
}

interface ListProps {
  readonly accounts: readonly Account[];
  readonly typed: string;
  edit(account: Account): void;
  ask(dialog: Dialog): void;
}

function List({ accounts, typed, edit, ask }: ListProps) {
  const say = useTexts(peopleTexts);
  const language = useLanguage();
  const wide = Grid.useBreakpoint().md === true;
  const { can, session } = useSession();
  const roles = useRoles().data?.roles ?? [];
  const own = typeof session === "object" && session !== null ? session.account.id : null;
  const lastAdmin = lastAdminOf(accounts);
  const roleWords = (account: Account) =>
    account.roles.map((id) => roles.find((role) => role.id === id)?.label[language] ?? id).join(say("comma"));
  const name = (account: Account): ReactNode => (
    <Flex gap={6} wrap align="center">
      <strong className={account.disabled ? "quiet" : ""}>{account.id}</strong>
      {account.id === own ? <small className="quiet">{say("you")}</small> : null}
      {account.disabled ? <Tag>{say("disabledState")}</Tag> : null}
      <Ending until={account.until ?? null} />
      {account.id === lastAdmin ? (
        <Tooltip title={say("lastAdminWhy")}>
          <Tag>{say("lastAdmin")}</Tag>
        </Tooltip>
      ) : null}
    </Flex>
  );
  const acts = (account: Account) =>
    can("accounts.write") ? (
      <Acts account={account} own={account.id === own} last={account.id === lastAdmin} edit={edit} ask={ask} />
    ) : null;
  const columns = [
    {
      title: say("account"),
      key: "id",
      render: (_: unknown, account: Account) =>
        wide ? (
          name(account)
        ) : (
          <>
            {name(account)}
            <div>{roleWords(account)}</div>
            <div className="quiet">
              <ScopeWords scope={account.scope} />
            </div>
          </>
        ),
    },
    ...(wide
      ? [
          { title: say("role"), key: "roles", render: (_: unknown, account: Account) => roleWords(account) },
          {
            title: say("scope"),
            key: "scope",
            render: (_: unknown, account: Account) => <ScopeWords scope={account.scope} />,
          },
          {
            title: say("created"),
            key: "created",
            responsive: ["lg" as const],
            render: (_: unknown, account: Account) => <Age at={account.createdAt} />,
          },
        ]
      : []),
    {
      title: <OffScreen>{say("acts")}</OffScreen>,
      key: "acts",
      align: "end" as const,
      render: (_: unknown, account: Account) => acts(account),
    },
  ];
  return (
    <Table<Account>
      size="middle"
      rowKey="id"
      aria-label={say("listOf")}
      dataSource={[...accountsFound(accounts, typed, roleWords)]}
      columns={columns}
      locale={{ emptyText: <Empty description={say("none")} /> }}
      pagination={
        accounts.length <= PER_PAGE
          ? false
          : { pageSize: PER_PAGE, showSizeChanger: false, showTotal: (n) => say("total", { n }) }
      }
    />
  );
}

/** Said of accounts that end. */
function Ending({ until }: { readonly until: string | null }) {
  const say = useTexts(peopleTexts);
  if (until === null) return null;
  const atMs = Date.parse(until);
  if (atMs <= gatewayNow()) return <Tag>{say("endedState")}</Tag>;
  return <Tag>{say("untilState", { day: wallText(atMs).slice(0, 10) })}</Tag>;
}

interface ActsProps extends Pick<ListProps, "edit" | "ask"> {
  readonly account: Account;
  readonly own: boolean;
  readonly last: boolean;
}

function Acts({ account, own, last, edit, ask }: ActsProps) {
  const say = useTexts(peopleTexts);
  const { message } = App.useApp();
  const { id, disabled } = account;
  const unlessLast = (what: "disable" | "remove") => () => {
    if (last) void message.info(say("lastAdminWhy"));
    else ask({ what, account, own });
  };
  const items = [
    { key: "password", label: say("password"), onClick: () => ask({ what: "password", account, own }) },
    disabled
      ? { key: "enable", label: say("enable"), onClick: () => ask({ what: "enable", account, own }) }
      : { key: "disable", label: say("disable"), onClick: unlessLast("disable"), className: last ? "people-off" : "" },
    {
      key: "remove",
      label: say("remove"),
      danger: !last,
      onClick: unlessLast("remove"),
      className: last ? "people-off" : "",
    },
  ];
  return (
    <Flex gap={4} justify="end">
      <Button type="text" size="small" onClick={() => edit(account)} aria-label={`${say("edit")} ${id}`}>
        {say("edit")}
      </Button>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button type="text" size="small" aria-label={`${say("more")} ${id}`}>
          {say("more")}
        </Button>
      </Dropdown>
    </Flex>
  );
}
