// Tokens for programs: what there is, a new one, and revoking.
import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Empty, Flex, Grid, Table, Tag, Tooltip, Typography } from "antd";
import { useState } from "react";
import { call } from "../../api/http.ts";
import { useChange, useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { OffScreen } from "../../parts/off-screen.tsx";
import { permissionTexts, permissionWord } from "../../words/permissions.ts";
import { timeText } from "../../words/time.ts";
import { TokenForm } from "./token-form.tsx";
import { tokenTexts } from "./tokens-texts.ts";
import "./records.css";

interface Token {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly permissions: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

const PER_PAGE = 50;

export default function Tokens() {
  const say = useTexts(tokenTexts);
  const { message } = App.useApp();
  const query = useGet<{ readonly tokens: readonly Token[] }>("/tokens");
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const revoke = useChange((id: string) => call<null>("DELETE", `/tokens/${encodeURIComponent(id)}`), ["/tokens"]);
  return (
    <section aria-label={say("title")}>
      <Flex justify="space-between" align="start" gap="middle" wrap>
        <div className="records-lead">
          <Typography.Title level={2} className="records-title">
            {say("title")}
          </Typography.Title>
          <Typography.Paragraph type="secondary">{say("lead")}</Typography.Paragraph>
        </div>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {say("add")}
        </Button>
      </Flex>
      <Loaded query={query} empty={({ tokens }) => tokens.length === 0} nothing={<Empty description={say("none")} />}>
        {({ tokens }) => <List tokens={tokens} revoke={setRevoking} />}
      </Loaded>
      {making ? <TokenForm close={() => setMaking(false)} /> : null}
      {revoking === null ? null : (
        <Confirm
          title={say("revokeTitle", { name: revoking.name })}
          word={say("revoke")}
          danger
          close={() => setRevoking(null)}
          act={async () => {
            await revoke.mutateAsync(revoking.id);
            void message.success(say("revoked"));
          }}
        >
          {say("revokeWhy")}
        </Confirm>
      )}
    </section>
  );
}

function List({ tokens, revoke }: { readonly tokens: readonly Token[]; revoke(token: Token): void }) {
  const say = useTexts(tokenTexts);
  const wide = Grid.useBreakpoint().lg === true;
  const act = (token: Token) => (
    <Button type="text" size="small" aria-label={`${say("revoke")} ${token.name}`} onClick={() => revoke(token)}>
      {say("revoke")}
    </Button>
  );
  const used = ({ lastUsedAt }: Token) =>
    lastUsedAt === null ? <span className="quiet">{say("neverUsed")}</span> : <Age at={lastUsedAt} ageOnly />;
  return (
    <Table<Token>
      size="middle"
      rowKey="id"
      dataSource={[...tokens]}
      pagination={tokens.length <= PER_PAGE ? false : { pageSize: PER_PAGE, showSizeChanger: false }}
      columns={
        wide
          ? [
              {
                title: say("name"),
                key: "name",
                render: (_, { name }) => <strong className="records-name">{name}</strong>,
              },
              { title: say("owner"), key: "owner", render: (_, { account }) => account },
              { title: say("permissions"), key: "permissions", render: (_, token) => <Rights token={token} /> },
              { title: say("created"), key: "created", render: (_, { createdAt }) => <Age at={createdAt} ageOnly /> },
              { title: say("expires"), key: "expires", render: (_, token) => <Expiry token={token} /> },
              { title: say("lastUsed"), key: "used", render: (_, token) => used(token) },
              {
                title: <OffScreen>{say("revoke")}</OffScreen>,
                key: "act",
                align: "end",
                render: (_, token) => act(token),
              },
            ]
          : [
              {
                title: say("name"),
                key: "name",
                render: (_, token) => (
                  <>
                    <strong className="records-name">{token.name}</strong>{" "}
                    <small className="quiet">{token.account}</small>
                    <div>
                      <Rights token={token} />
                    </div>
                    <div>
                      {say("expires")} <Expiry token={token} />
                    </div>
                    <div>
                      {say("lastUsed")} {used(token)}
                    </div>
                  </>
                ),
              },
              {
                title: <OffScreen>{say("revoke")}</OffScreen>,
                key: "act",
                align: "end",
                render: (_, token) => act(token),
              },
            ]
      }
    />
  );
}

const RIGHTS_NAMED = 2;

function Rights({ token: { permissions } }: { readonly token: Token }) {
  const say = useTexts(tokenTexts);
  const word = useTexts(permissionTexts);
  const words = permissions.map((each) => permissionWord(each, word));
  const named = words.slice(0, RIGHTS_NAMED).join(" · ");
  if (words.length <= RIGHTS_NAMED) return named;
  return (
    <Tooltip title={words.join(" · ")}>
      <span>
        {named} <span className="quiet">{say("andMore", { n: words.length })}</span>
      </span>
    </Tooltip>
  );
}

function Expiry({ token: { expiresAt } }: { readonly token: Token }) {
  const say = useTexts(tokenTexts);
  if (expiresAt === null) return say("never");
  const now = gatewayNow();
  const ms = Date.parse(expiresAt);
  return ms <= now ? <Tag>{say("expired")}</Tag> : <time dateTime={expiresAt}>{timeText(ms, now)}</time>;
}
