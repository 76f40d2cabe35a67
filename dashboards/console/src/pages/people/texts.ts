// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const peopleTexts = defineTexts("people", { title: "people" }, { title: "people" });
