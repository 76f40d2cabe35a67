// Roles against rights: what each role may do, in words.
import { CheckOutlined } from "@ant-design/icons";
import { Table, Typography } from "antd";
import { useGet } from "../../api/queries.ts";
import type { Account } from "../../api/types.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { PERMISSION_GROUPS, permissionTexts } from "../../words/permissions.ts";
import { type Role, useRoles } from "./roles.ts";
import { peopleTexts } from "./texts.ts";

interface Row {
  readonly key: string;
  readonly text: string;
  readonly group: boolean;
}

export function RoleMatrix() {
  const say = useTexts(peopleTexts);
  return (
    <>
      <Typography.Paragraph type="secondary">{say("matrixLead")}</Typography.Paragraph>
      <Loaded query={useRoles()}>{({ roles }) => <Matrix roles={roles} />}</Loaded>
    </>
  );
}

function Matrix({ roles }: { readonly roles: readonly Role[] }) {
  const say = useTexts(peopleTexts);
  const word = useTexts(permissionTexts);
  const language = useLanguage();
  const accounts = useGet<{ readonly accounts: readonly Account[] }>("/accounts").data?.accounts ?? [];
  const rows: Row[] = PERMISSION_GROUPS.flatMap(({ group, permissions }) => [
    { key: group, text: word(group), group: true },
    ...permissions.map((key) => ({ key, text: word(key), group: false })),
  ]);
  const used = (id: string) => accounts.filter((account) => account.roles.includes(id)).length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="people-matrix-box" tabIndex={0} aria-label={say("roles")}>
      <Table<Row>
        size="small"
        pagination={false}
        rowKey="key"
        className="people-matrix"
        style={{ minWidth: 180 + roles.length * 96 }}
        rowClassName={({ group }) => (group ? "people-group" : "")}
        dataSource={rows}
        columns={[
          {
            title: say("right"),
            key: "right",
            width: 180,
            render: (_, { text, group }) => (group ? <strong>{text}</strong> : text),
          },
          ...roles.map(({ id, label, permissions }) => ({
            title: (
              <>
                {label[language]}
                <br />
                <small className="quiet">{say("usedBy", { n: used(id) })}</small>
              </>
            ),
            key: id,
            width: 96,
            align: "center" as const,
            render: (_: unknown, { key, group }: Row) =>
              group ? null : permissions.includes(key) ? (
                <CheckOutlined role="img" aria-label={say("may")} />
              ) : (
                <span className="quiet" role="img" aria-label={say("mayNot")}>
                  –
                </span>
              ),
          })),
        ]}
      />
    </section>
  );
}
