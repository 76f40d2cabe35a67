// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { deviceTexts } from "./texts.ts";

export default function DevicePage() {
  const say = useTexts(deviceTexts);
  return <Page title={say("title")}>{null}</Page>;
}
