// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { accountTexts } from "./texts.ts";

export default function AccountPage() {
  const say = useTexts(accountTexts);
  return <Page title={say("title")}>{null}</Page>;
}
