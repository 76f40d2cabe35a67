// Which part of the register a page shows: kept in the address, so that every view can be sent as a link. Pure.

export const PER_PAGE = 50;
const FIELDS = ["q", "class", "place", "state", "warranty"] as const;
export type FilterField = (typeof FIELDS)[number];

/** The question to the gateway, without a page: `?q=…`. */
export function filterQuestion(params: URLSearchParams): URLSearchParams {
  const asked = new URLSearchParams();
  for (const field of FIELDS) {
    const value = params.get(field);
    if (value !== null && value !== "") asked.set(field, value);
  }
  return asked;
}

/** Page numbers count from 1. */
export function pageIn(params: URLSearchParams): number {
  const page = Number(params.get("page") ?? "1");
  return Number.isInteger(page) && page >= 1 ? page : 1;
}

/** The address with one field changed; a narrower question begins at its first page. */
export function withField(params: URLSearchParams, field: FilterField | "page", value: string): URLSearchParams {
  const next = new URLSearchParams(params);
  if (value === "") next.delete(field);
  else next.set(field, value);
  if (field !== "page") next.delete("page");
  return next;
}
