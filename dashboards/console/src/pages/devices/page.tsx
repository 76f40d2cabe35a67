// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { devicesTexts } from "./texts.ts";

export default function DevicesPage() {
  const say = useTexts(devicesTexts);
  return <Page title={say("title")}>{null}</Page>;
}
