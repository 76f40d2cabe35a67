// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { overviewTexts } from "./texts.ts";

export default function OverviewPage() {
  const say = useTexts(overviewTexts);
  return <Page title={say("title")}>{null}</Page>;
}
