/** Turns the signed reports of an epoch into the one bundle they stand for, whatever the order in which they came. */
import { type Corridor, encodeReport, hashBundle, type Report, type SignedReport } from '@paynode/sdk/protocol'
import type { Hex } from 'viem'

/** Reports sorted by provider, and their digest. */
export type Bundle = { readonly digest: Hex; readonly reports: readonly Report[] }

/** Valid reports of an epoch by provider; a provider with two different ones is dropped. */
export function toBundle(corridor: Corridor, epoch: number, signed: readonly SignedReport[]): Bundle {
  const byProvider = Map.groupBy(signed, ({ report }) => report.provider.toLowerCase())
  const reports = [...byProvider]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, group]) => {
      const contents = new Set(group.map(({ report }) => encodeReport(report).toLowerCase()))
      return contents.size === 1 ? group.slice(0, 1).map(({ report }) => report) : []
    })
  return { digest: hashBundle(corridor, epoch, reports), reports }
}
