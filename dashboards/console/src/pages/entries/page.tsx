// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { entriesTexts } from "./texts.ts";

export default function EntriesPage() {
  const say = useTexts(entriesTexts);
  return <Page title={say("title")}>{null}</Page>;
}
