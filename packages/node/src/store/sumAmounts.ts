/** Adds up the `amount` column of rows. */
import { z } from 'zod'

const rowSchema = z.object({ amount: z.string().transform(BigInt) })

/** Minor units: amounts are decimal text in the database, where a SUM would lose digits. @throws ZodError when a row has no amount. */
export function sumAmounts(rows: readonly unknown[]): bigint {
  return rows.reduce((sum: bigint, row) => sum + rowSchema.parse(row).amount, 0n)
}
