// What somebody sees who is not signed in: whose gateway this is, and the way in that fits.
import { MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button, Card, Tooltip, Typography } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useGet } from "../api/queries.ts";
import type { Setup } from "../api/types.ts";
import { frameTexts } from "../frame/texts.ts";
import { useTheme } from "../frame/theme.tsx";
import { changeLanguage, useLanguage, useTexts } from "../i18n/texts.ts";
import { FirstRun } from "./first-run.tsx";
import { Recover } from "./recover.tsx";
import { SignIn } from "./sign-in.tsx";
import "./entrance.css";

export function Entrance() {
  const { data: setup, isPending } = useGet<Setup>("/setup");
  const [forgotten, setForgotten] = useState(false);
  if (isPending) return <Porch setup={null}>{null}</Porch>;
  return (
    <Porch setup={setup ?? null}>
      {setup?.needed === true ? (
        <FirstRun />
      ) : forgotten ? (
        <Recover back={() => setForgotten(false)} />
      ) : (
        <SignIn forgotten={() => setForgotten(true)} />
      )}
    </Porch>
  );
}

function Porch({ setup, children }: { readonly setup: Setup | null; readonly children: ReactNode }) {
  const say = useTexts(frameTexts);
  const language = useLanguage();
  const { dark, setDark } = useTheme();
  const name = setup?.campus.name ?? say("product");
  useEffect(() => {
    document.title = `${name} · ${say("product")}`;
  });
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <div className="entrance">
      <header className="entrance-top">
        <Button type="text" lang={other} onClick={() => changeLanguage(other)}>
          {say("language")}
        </Button>
        <Button
          type="text"
          aria-label={say(dark ? "light" : "dark")}
          icon={dark ? <SunOutlined /> : <MoonOutlined />}
          onClick={() => setDark(!dark)}
        />
      </header>
      <main className="entrance-main">
        <div className="entrance-name">
          <img src="/icon.svg" alt="" width={40} height={40} />
          <div>
            <Typography.Title level={1}>{name}</Typography.Title>
            <span className="quiet">{setup === null ? " " : say("product")}</span>
            {setup?.simulated === true ? (
              <Tooltip title={say("simulatedWhy")}>
                <span className="simulated">{say("simulated")}</span>
              </Tooltip>
            ) : null}
          </div>
        </div>
        {children === null ? null : <Card className="entrance-card">{children}</Card>}
      </main>
    </div>
  );
}
