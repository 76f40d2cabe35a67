// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const entriesTexts = defineTexts("entries", { title: "entries" }, { title: "entries" });
