// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const deviceTexts = defineTexts("device", { title: "device" }, { title: "device" });
