// Prepared statements kept per connection, and columns read with their type checked instead of cast.
import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { Database, Statement } from "./sqlite.ts";

export type Row = Readonly<Record<string, SQLOutputValue>>;

const kept = new WeakMap<Database, Map<string, Statement>>();

/** The statement of this SQL on this connection, prepared once. `sql` must be one of a few constants, never built from values. */
export function prepared(db: Database, sql: string): Statement {
  let statements = kept.get(db);
  if (statements === undefined) {
    statements = new Map();
    kept.set(db, statements);
  }
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = db.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}

/** Runs a writing statement; answers how many rows it changed. */
export function run(db: Database, sql: string, ...values: SQLInputValue[]): number {
  return Number(prepared(db, sql).run(...values).changes);
}

/** The first row, or undefined. */
export function first(db: Database, sql: string, ...values: SQLInputValue[]): Row | undefined {
  return prepared(db, sql).get(...values);
}

/** All rows; callers bound them with LIMIT. */
export function all(db: Database, sql: string, ...values: SQLInputValue[]): Row[] {
  return prepared(db, sql).all(...values);
}

/** A text column. Throws when the file holds something else. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} holds ${typeof value} instead of text`);
  return value;
}

/** An integer column within ±2⁵³. Throws when the file holds something else. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`column ${column} holds ${typeof value} instead of a number`);
  return value;
}

/** A text column that may be NULL. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** An integer column that may be NULL. */
export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}
