// One finding on the network: what is wrong, under which numbers and where it was seen, and what can be done about it.
import { Button, Flex, Tag } from "antd";
import { Link } from "react-router";
import type { NetworkFinding } from "#gateway/contract/neighbours.ts";
import { useDevices } from "../../api/campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { findingTexts } from "./finding-texts.ts";

interface Props {
  readonly finding: NetworkFinding;
  /** What may be done; absent: only looking. */
  readonly acts?: { register(): void; ignore(): void; restore(): void };
}

export function FindingRow({ finding, acts }: Props) {
  const say = useTexts(findingTexts);
  const names = useDevices().data?.devices ?? [];
  const { kind, mac, macs, random, ips, port, seenBy, asset, expected, ignored } = finding;
  const device = names.find(({ id }) => id === seenBy)?.name ?? seenBy;
  const should = () => {
    if (expected === null) return null;
    return <span className="quiet">{say(kind === "moved" ? "expectedIp" : "expectedMac", { value: expected })}</span>;
  };
  return (
    <li className="finding" data-finding={finding.id}>
      <span className="finding-what">
        <Flex gap={6} wrap align="center">
          <Tag className={random ? "" : "mark-medium"}>{say(`kind-${kind}`)}</Tag>
          {random ? <Tag>{say("madeUp")}</Tag> : null}
          <b className="finding-mac">{mac}</b>
          <span>{ips.length === 0 ? say("noIp") : ips.join(" ")}</span>
          {should()}
        </Flex>
        <small className="quiet">
          {port === null ? say("by", { device }) : say("at", { device, port })} · {say("first")}{" "}
          <Age at={finding.firstSeenAt} timeOnly /> · {say("last")} <Age at={finding.lastSeenAt} ageOnly />
        </small>
        {macs.length < 2 ? null : <small className="quiet">{say("others", { macs: macs.join(" ") })}</small>}
        {ignored === null ? null : (
          <small className="quiet">{say("because", { by: ignored.by, reason: ignored.reason })}</small>
        )}
      </span>
      <Flex gap="small" wrap align="center">
        {asset === null ? null : (
          <Link to={`/asset/${encodeURIComponent(asset.id)}`}>{say("asset", { name: asset.name })}</Link>
        )}
        {acts === undefined ? null : ignored === null ? (
          <>
            {kind === "unknown" ? (
              <Button size="small" type="primary" onClick={acts.register}>
                {say("register")}
              </Button>
            ) : null}
            <Button size="small" onClick={acts.ignore}>
              {say("ignore")}
            </Button>
          </>
        ) : (
          <Button size="small" onClick={acts.restore}>
            {say("restore")}
          </Button>
        )}
      </Flex>
    </li>
  );
}
