// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const settingsTexts = defineTexts("settings", { title: "settings" }, { title: "settings" });
