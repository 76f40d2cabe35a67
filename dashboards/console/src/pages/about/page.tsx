// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { aboutTexts } from "./texts.ts";

export default function AboutPage() {
  const say = useTexts(aboutTexts);
  return <Page title={say("title")}>{null}</Page>;
}
