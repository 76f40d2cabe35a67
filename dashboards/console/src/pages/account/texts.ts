// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const accountTexts = defineTexts("account", { title: "account" }, { title: "account" });
