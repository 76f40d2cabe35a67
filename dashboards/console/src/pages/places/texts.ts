// Texts of this page.
import { defineTexts } from "../../i18n/texts.ts";

export const placesTexts = defineTexts("places", { title: "places" }, { title: "places" });
