/** Keeps proof of providers that signed two different reports of one corridor and epoch. */
import { encodeReport, type ProviderId, type SignedReport, toJson } from '@paynode/sdk/protocol'
import type { Store } from '../store/store.ts'
import { saveEquivocation } from '../store/votes.ts'

/** Looks through the valid reports of one epoch; gives the providers of whom there was no proof before. `now` is unix milliseconds. */
export function saveReportProofs(store: Store, signed: readonly SignedReport[], now: number): readonly ProviderId[] {
  const byProvider = Map.groupBy(signed, ({ report }) => report.provider)
  return [...byProvider].flatMap(([provider, [first, ...others]]) => {
    const second = first && others.find(({ report }) => encodeReport(report) !== encodeReport(first.report))
    if (!first || !second) return []
    const { corridor, epoch } = first.report
    const isNew = saveEquivocation(store, {
      provider: provider as ProviderId,
      corridor,
      epoch,
      kind: 'reports',
      first: toJson(first.report),
      firstSignature: first.signature,
      second: toJson(second.report),
      secondSignature: second.signature,
      foundAt: now,
    })
    return isNew ? [provider as ProviderId] : []
  })
}
