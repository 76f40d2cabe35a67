// One entry as one line of words. Whatever a device sent is shown as text.
import type { Entry } from "#gateway/contract/entry.ts";
import { useDeviceMap, useProfileMap } from "../api/campus.ts";
import { useEventNames } from "../api/event-names.ts";
import { useLanguage } from "../i18n/texts.ts";
import { type EntryWords, entryWords, type Known } from "../words/entry-words.ts";
import { isNaming } from "../words/event-names.ts";
import { DeviceLink } from "./device-link.tsx";
import "./device.css";

/** What `entryWords` needs, for a page that puts many entries into words. */
export function useKnown(): Known {
  return { language: useLanguage(), devices: useDeviceMap(), profiles: useProfileMap() };
}

interface Props {
  readonly entry: Entry;
  readonly device?: boolean;
}

/** What happened, at which device (`device={false}` leaves it out), and why. */
export function EntryLine({ entry, device = true }: Props) {
  return isNaming(entry) ? <NamingLine entry={entry} device={device} /> : <PlainLine entry={entry} device={device} />;
}

function PlainLine({ entry, device }: Required<Props>) {
  return <Line entry={entry} device={device} words={entryWords(entry, useKnown())} />;
}

/** Only few entries name somebody; the others ask for no names. */
function NamingLine({ entry, device }: Required<Props>) {
  const names = useEventNames(entry);
  return <Line entry={entry} device={device} words={entryWords(entry, { ...useKnown(), names })} />;
}

function Line({ entry, device, words: { what, detail } }: Required<Props> & { readonly words: EntryWords }) {
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
