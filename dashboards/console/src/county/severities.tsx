// Open alarms by severity: sign, word and number of those that there are.
import { SEVERITIES } from "#gateway/contract/alarms.ts";
import type { CampusView } from "#gateway/contract/county.ts";
import { SeverityMark } from "../campus/severity.tsx";

export function Severities({ open, none }: { readonly open: CampusView["openAlarms"]; readonly none: string }) {
  const there = SEVERITIES.filter((severity) => open[severity] > 0);
  if (there.length === 0) return <span className="quiet">{none}</span>;
  return (
    <span className="severities">
      {there.map((severity) => (
        <span key={severity}>
          <SeverityMark severity={severity} /> {open[severity]}
        </span>
      ))}
    </span>
  );
}
