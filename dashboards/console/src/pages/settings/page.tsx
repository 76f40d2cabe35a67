// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { settingsTexts } from "./texts.ts";

export default function SettingsPage() {
  const say = useTexts(settingsTexts);
  return <Page title={say("title")}>{null}</Page>;
}
