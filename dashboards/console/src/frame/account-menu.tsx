// Who is signed in, with the words for what they are, and what they can do about it.
import { UserOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import { useNavigate } from "react-router";
import { useGet } from "../api/queries.ts";
import type { Label } from "../api/types.ts";
import { useLanguage, useTexts } from "../i18n/texts.ts";
import { useSession } from "../session/session.tsx";
import { frameTexts } from "./texts.ts";
import { useTheme } from "./theme.tsx";

interface Roles {
  readonly roles: readonly { readonly id: string; readonly label: Label }[];
}

/** The roles of the one who is signed in, in words. */
export function useRoleWords(): string {
  const { session } = useSession();
  const language = useLanguage();
  const known = useGet<Roles>("/roles").data?.roles ?? [];
  const own = typeof session === "object" && session !== null ? session.account.roles : [];
  return own
    .map((id) => known.find((role) => role.id === id)?.label[language] ?? id)
    .join(language === "en" ? ", " : "、");
}

export function AccountMenu() {
  const say = useTexts(frameTexts);
  const roles = useRoleWords();
  const navigate = useNavigate();
  const { dark, setDark } = useTheme();
  const { session, signOut } = useSession();
  const account = typeof session === "object" && session !== null ? session.account.id : "";
  const leave = async () => {
    await signOut();
    await navigate("/");
  };
  const items: MenuProps["items"] = [
    { key: "password", label: say("changePassword"), onClick: () => void navigate("/account") },
    { key: "dark", label: say(dark ? "light" : "dark"), onClick: () => setDark(!dark) },
    { key: "wall", label: say("wall"), onClick: () => void navigate("/?wall=1") },
    { type: "divider" },
    { key: "out", label: say("signOut"), onClick: () => void leave() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button icon={<UserOutlined />} className="frame-account" aria-label={`${account} ${roles}`}>
        <span className="frame-account-name">{account}</span>
        <small className="quiet">{roles}</small>
      </Button>
    </Dropdown>
  );
}
