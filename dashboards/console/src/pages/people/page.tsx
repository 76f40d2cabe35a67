// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { peopleTexts } from "./texts.ts";

export default function PeoplePage() {
  const say = useTexts(peopleTexts);
  return <Page title={say("title")}>{null}</Page>;
}
