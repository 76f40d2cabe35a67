// Somebody else changed the same thing meanwhile: what they changed, field by field, and the two ways on. Nothing typed is lost.
import { Alert, Button, Flex } from "antd";
import { useTexts } from "../../../i18n/texts.ts";
import { useFieldWord } from "./difference.tsx";
import { changesBetween, type Item } from "./merge.ts";
import { changeTexts } from "./texts.ts";

interface Props {
  readonly base: Item;
  readonly mine: Item;
  /** Null: it is gone. */
  readonly theirs: Item | null;
  readonly busy: boolean;
  apply(): void;
  giveUp(): void;
}

export function Conflict({ base, mine, theirs, busy, apply, giveUp }: Props) {
  const say = useTexts(changeTexts);
  const word = useFieldWord();
  const changes = theirs === null ? [] : changesBetween(base, theirs);
  const own = changesBetween(base, mine);
  const text = (value: unknown) =>
    value === undefined ? say("conflictUnset") : typeof value === "string" ? value : JSON.stringify(value);
  const mineOf = (path: readonly string[]) => {
    const change = own.find((each) => each.path.join("/") === path.join("/"));
    return change === undefined ? <span className="quiet">{say("conflictSame")}</span> : text(change.after);
  };
  return (
    <Alert
      type="warning"
      showIcon
      title={theirs === null ? say("conflictGone") : say("conflictTitle")}
      description={
        <Flex vertical gap="small" align="start">
          <div>{say("conflictHelp")}</div>
          {changes.length === 0 ? null : (
            <table className="trial-values">
              <thead>
                <tr>
                  <th scope="col">{say("conflictField")}</th>
                  <th scope="col">{say("conflictBefore")}</th>
                  <th scope="col">{say("conflictTheirs")}</th>
                  <th scope="col">{say("conflictMine")}</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ path, before, after }) => (
                  <tr key={path.join("/")}>
                    <td>{path.map(word).join(" › ")}</td>
                    <td>{text(before)}</td>
                    <td>{text(after)}</td>
                    <td>{mineOf(path)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <Flex gap="small" wrap>
            <Button type="primary" loading={busy} onClick={apply}>
              {say("apply")}
            </Button>
            <Button onClick={giveUp}>{say("takeTheirs")}</Button>
          </Flex>
        </Flex>
      }
    />
  );
}
