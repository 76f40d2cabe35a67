// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const devicesTexts = defineTexts("devices", { title: "devices" }, { title: "devices" });
