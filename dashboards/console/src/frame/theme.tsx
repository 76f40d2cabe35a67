// Light and dark with the same meanings: normal is neutral, colour is for what needs a person.
import { App as AntApp, theme as antTheme, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { useLanguage } from "../i18n/texts.ts";
import { NONCE } from "./style-nonce.ts";

const KEPT = "campus-gateway.dark";

// The same greys as in console.css; quiet text keeps a contrast of 4.5 on them.
const LIGHT_SURFACES = {
  colorBgLayout: "#f4f5f7",
  colorInfoBg: "#eef2f6",
  colorInfoBorder: "#c5d0db",
  colorError: "#b3151b",
  colorTextSecondary: "#5a6472",
  colorTextTertiary: "#5a6472",
  colorTextDescription: "#5a6472",
};
const DARK_SURFACES = {
  colorBgLayout: "#101317",
  colorInfoBg: "#1d252e",
  colorInfoBorder: "#34424f",
  colorError: "#ff7b75",
  colorBgContainer: "#181c21",
  colorBgElevated: "#20252c",
  colorTextSecondary: "#a3acb8",
  colorTextTertiary: "#a3acb8",
  colorTextDescription: "#a3acb8",
};

interface ThemeDesk {
  readonly dark: boolean;
  setDark(dark: boolean): void;
}

const Desk = createContext<ThemeDesk>({ dark: false, setDark: () => undefined });

export function useTheme(): ThemeDesk {
  return useContext(Desk);
}

function initiallyDark(): boolean {
  const kept = localStorage.getItem(KEPT);
  return kept === null ? matchMedia("(prefers-color-scheme: dark)").matches : kept === "yes";
}

export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [dark, setDarkNow] = useState(initiallyDark);
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }, [dark]);
  useEffect(() => {
    // What is chosen in one window holds in all of them, at once.
    const follow = ({ key, newValue }: StorageEvent) => {
      if (key === KEPT) setDarkNow(newValue === "yes");
    };
    addEventListener("storage", follow);
    return () => removeEventListener("storage", follow);
  }, []);
  const desk = useMemo(
    () => ({
      dark,
      setDark: (next: boolean) => {
        localStorage.setItem(KEPT, next ? "yes" : "no");
        setDarkNow(next);
      },
    }),
    [dark],
  );
  return (
    <Desk.Provider value={desk}>
      <ConfigProvider
        csp={{ nonce: NONCE }}
        locale={language === "en" ? enUS : zhCN}
        // A word of two characters stays one word for whoever hears it read.
        button={{ autoInsertSpace: false }}
        theme={{
          algorithm: dark ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
          token: {
            colorPrimary: dark ? "#7fa6cc" : "#2f5d87",
            colorInfo: dark ? "#7fa6cc" : "#2f5d87",
            ...(dark ? DARK_SURFACES : LIGHT_SURFACES),
            colorTextPlaceholder: dark ? "#a3acb8" : "#5a6472",
            borderRadius: 4,
            fontFamily: 'system-ui, "Microsoft YaHei", "Noto Sans CJK SC", "PingFang SC", sans-serif',
          },
          components: {
            Button: { primaryShadow: "none", ...(dark ? { primaryColor: "#10151b" } : {}) },
            Menu: dark
              ? { itemBg: "transparent", itemSelectedBg: "#25303b", itemSelectedColor: "#b9d2ea" }
              : { itemBg: "transparent", itemSelectedBg: "#e5ebf2", itemSelectedColor: "#234a6d" },
          },
        }}
      >
        <AntApp className="app">{children}</AntApp>
      </ConfigProvider>
    </Desk.Provider>
  );
}
