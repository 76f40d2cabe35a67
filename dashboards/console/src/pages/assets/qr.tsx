// A QR code as one path: drawn by us from the code's squares, so that nothing becomes markup.
import { useMemo } from "react";
import { encode } from "uqr";

/** Squares of quiet around it, as the standard wants them. */
const QUIET = 4;

export function Qr({ text, title }: { readonly text: string; readonly title: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: "M", border: QUIET });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size, path: squares.join("") };
  }, [text]);
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={title} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
