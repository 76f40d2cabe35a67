// Labels on A4 sheets as the trade cuts them: so many across and down, with the sheet's own margins, so that each stands on its sticker.
import type { Asset } from "#gateway/contract/assets.ts";
import { useTexts } from "../../i18n/texts.ts";
import { repairAddress } from "./label-address.ts";
import { Qr } from "./qr.tsx";
import { assetTexts } from "./texts.ts";
import { usePlaceName } from "./words.ts";

/** Labels on a sheet: 3 × 8, 2 × 5 and 5 × 13; their measures are in assets.css. */
export const SIZES = ["24", "10", "65"] as const;
export type Size = (typeof SIZES)[number];

export interface Labelled {
  readonly asset: Asset;
  readonly token: string;
}

export function LabelSheets({
  labelled,
  size,
  address,
}: {
  readonly labelled: readonly Labelled[];
  readonly size: Size;
  /** Of the gateway, as phones reach it. */
  readonly address: string;
}) {
  const sheets = Array.from({ length: Math.ceil(labelled.length / Number(size)) }, (_, n) =>
    labelled.slice(n * Number(size), (n + 1) * Number(size)),
  );
  return (
    <div className="label-sheets print-only-this">
      {sheets.map((sheet) => (
        <div key={sheet[0]?.asset.id} className={`label-sheet label-sheet-${size}`}>
          {sheet.map(({ asset, token }) => (
            <Label key={asset.id} asset={asset} address={repairAddress(address, token)} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Label({ asset, address }: { readonly asset: Asset; readonly address: string }) {
  const say = useTexts(assetTexts);
  const placeName = usePlaceName();
  return (
    <div className="label">
      <Qr text={address} title={`${say("scan")} ${asset.name}`} />
      <div className="label-words">
        <strong>{asset.name}</strong>
        <div className="label-where">
          {placeName(asset.place)} {asset.spot}
        </div>
        <div className="label-id">{asset.id}</div>
        <div>{say("scan")}</div>
      </div>
    </div>
  );
}
