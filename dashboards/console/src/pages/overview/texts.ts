// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const overviewTexts = defineTexts("overview", { title: "overview" }, { title: "overview" });
