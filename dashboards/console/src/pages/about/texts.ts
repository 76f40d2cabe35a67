// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const aboutTexts = defineTexts("about", { title: "about" }, { title: "about" });
