// The way from what calls to the whole alarm: its page, or in place where leaving is not wanted, such as on the large screen.
import { createContext, useContext } from "react";
import { Link } from "react-router";

export interface AlarmRef {
  readonly id: string;
  readonly occurrence: number;
}

/** Null: alarms are opened on their page. */
export const OpenInPlace = createContext<((alarm: AlarmRef) => void) | null>(null);

interface Props {
  readonly alarm: AlarmRef;
  readonly word: string;
  readonly title?: string;
}

export function Look({ alarm, word, title }: Props) {
  const open = useContext(OpenInPlace);
  if (open === null)
    return (
      <Link className="calling-look" title={title} to={`/alarms?id=${encodeURIComponent(alarm.id)}`}>
        {word}
      </Link>
    );
  return (
    <button type="button" className="calling-look" title={title} onClick={() => open(alarm)}>
      {word}
    </button>
  );
}
