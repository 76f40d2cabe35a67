// The register's table read in: its columns have the words of the form.
import { useTexts } from "../../i18n/texts.ts";
import { ImportDialog as TableDialog } from "../../parts/import-dialog.tsx";
import { type AssetText, assetTexts } from "./texts.ts";

const TOUCHES = ["/assets"];

export function ImportDialog({ close }: { close(): void }) {
  const say = useTexts(assetTexts);
  const columnWord = (column: string) => {
    const known = assetTexts.keys.find((key): key is AssetText => key === column);
    return known === undefined ? column : say(known);
  };
  return (
    <TableDialog
      title={say("importTitle")}
      how={say("importHow")}
      path="/assets/import"
      touches={TOUCHES}
      columnWord={columnWord}
      close={close}
    />
  );
}
