// A page to come.
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { placesTexts } from "./texts.ts";

export default function PlacesPage() {
  const say = useTexts(placesTexts);
  return <Page title={say("title")}>{null}</Page>;
}
