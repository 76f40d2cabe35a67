// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { lossesTexts } from "./texts.ts";

export default function LossesPage() {
  const say = useTexts(lossesTexts);
  return <Page title={say("title")}>{null}</Page>;
}
