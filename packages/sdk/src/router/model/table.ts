/** Tables as structures of arrays: one Float64Array per column, one row per provider. */

/** Columns by name, all of one length. */
export type Table<name extends string> = Record<name, Float64Array>

/** Names of columns. A literal, so that engines give its copies one fast shape. */
export type Columns<name extends string> = Readonly<Record<name, number>>

/** The names in their order. */
export const namesOf = <name extends string>(columns: Columns<name>): name[] => Object.keys(columns) as name[]

/** A table of zeros. */
export function createTable<name extends string>(columns: Columns<name>, rows: number): Table<name> {
  const table = { ...columns } as unknown as Table<name> // every column is set below
  for (const name of namesOf(columns)) table[name] = new Float64Array(rows)
  return table
}

/** Makes every column at least `rows` long; what is new is zero. */
export function growTable<name extends string>(table: Table<name>, rows: number): void {
  for (const name of namesOf(table as never) as name[]) {
    const bigger = new Float64Array(rows)
    bigger.set(table[name])
    table[name] = bigger
  }
}

/** A cell; 0 outside the table. */
export const at = (column: Float64Array, row: number): number => column[row] ?? 0

/** Adds to a cell. */
export function add(column: Float64Array, row: number, value: number): void {
  column[row] = at(column, row) + value
}
