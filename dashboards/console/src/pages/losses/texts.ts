// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const lossesTexts = defineTexts("losses", { title: "losses" }, { title: "losses" });
