// One entry as one line of words. Whatever a device sent is shown as text.
import type { Entry } from "#gateway/contract/entry.ts";
import { useDeviceMap, useProfileMap } from "../api/campus.ts";
import { useLanguage } from "../i18n/texts.ts";
import { entryWords, type Known } from "../words/entry-words.ts";
import { DeviceLink } from "./device-link.tsx";
import "./device.css";

/** What `entryWords` needs, for a page that puts many entries into words. */
export function useKnown(): Known {
  return { language: useLanguage(), devices: useDeviceMap(), profiles: useProfileMap() };
}

/** What happened, at which device (`device={false}` leaves it out), and why. */
export function EntryLine({ entry, device = true }: { readonly entry: Entry; readonly device?: boolean }) {
  const { what, detail } = entryWords(entry, useKnown());
  return (
    <span className="entry-line">
      <span className="entry-what">{what}</span>
      {device && entry.device !== null ? (
        <>
          {" "}
          <DeviceLink id={entry.device} />
        </>
      ) : null}
      {detail === "" ? null : <span className="entry-detail"> {detail}</span>}
    </span>
  );
}
