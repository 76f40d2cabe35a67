// Classes, faults and places of equipment in the language of the page.
import { ASSET_CLASSES, assetClass, faultLabel } from "#gateway/contract/asset-classes.ts";
import { usePlaceMap, usePlaces } from "../../api/campus.ts";
import { useLanguage } from "../../i18n/texts.ts";

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** The word for a class; the id of one that this console does not know. */
export function useClassWord(): (id: string) => string {
  const language = useLanguage();
  return (id) => assetClass(id)?.label[language] ?? id;
}

export function useClassOptions(): Option[] {
  const language = useLanguage();
  return ASSET_CLASSES.map(({ id, label }) => ({ value: id, label: label[language] }));
}

export function useFaultOptions(classId: string): Option[] {
  const language = useLanguage();
  return (assetClass(classId)?.faults ?? []).map(({ id, label }) => ({ value: id, label: label[language] }));
}

/** What was reported: the chosen fault and the words beside it. */
export function useReported(): (ticket: {
  readonly class: string;
  readonly fault: string | null;
  readonly text: string | null;
}) => string {
  const language = useLanguage();
  return ({ class: kind, fault, text }) =>
    [fault === null ? null : faultLabel(kind, fault)[language], text]
      .filter((part) => part !== null)
      .join(language === "en" ? ": " : "：");
}

export function usePlaceName(): (id: string | null) => string {
  const places = usePlaceMap();
  return (id) => (id === null ? "" : (places.get(id)?.name ?? id));
}

export function usePlaceOptions(): Option[] {
  return (usePlaces().data?.places ?? []).map(({ id, name }) => ({ value: id, label: name }));
}
