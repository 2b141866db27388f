/** What payers may ask a PSP about a corridor: its institutions, and whose account it is. Lists are kept; enquiries never are. */
import { type Corridor, getCorridor, type Recipient, validateRecipient } from '@paynode/sdk/protocol'
import type { Clock } from '../runtime/clock.ts'
import type { Institution, PspAdapter } from './psp.ts'

/** Why a name is not known. `malformed`: it cannot be an account of this rail. */
export type UnresolvedReason = 'not-found' | 'unavailable' | 'unsupported' | 'malformed'
export type AccountAnswer =
  | { readonly type: 'resolved'; readonly accountName: string }
  | { readonly type: 'unresolved'; readonly reason: UnresolvedReason }

export type Directory = {
  /** In the PSP's own codes and order; undefined where it publishes none, or none could be had yet. */
  institutions(corridor: Corridor, signal: AbortSignal): Promise<readonly Institution[] | undefined>
  verifyAccount(recipient: Recipient, signal: AbortSignal): Promise<AccountAnswer>
}

/** Bank lists change a few times a year. */
const KEEP_MS = 6 * 3_600_000
/** After a failed read the old list serves on, and the PSP is left in peace for a while. */
const RETRY_MS = 60_000

type Kept = { readonly list: readonly Institution[] | undefined; readonly until: number }

/** Creates the directory of the daemon's PSPs. Concurrent questions for one list are one request. */
export function createDirectory(deps: { readonly clock: Clock; adapterFor(corridor: Corridor): PspAdapter | undefined }): Directory {
  const { clock } = deps
  const kept = new Map<Corridor, Kept>()
  const asking = new Map<Corridor, Promise<readonly Institution[] | undefined>>()
  const ask = async (corridor: Corridor, signal: AbortSignal) => {
    const country = getCorridor(corridor)?.country ?? ''
    const list = await deps.adapterFor(corridor)?.institutions(country, signal)
    const usable = list !== undefined && list.length > 0
    kept.set(corridor, {
      list: usable ? list : kept.get(corridor)?.list,
      until: clock.now() + (usable ? KEEP_MS : RETRY_MS),
    })
    return kept.get(corridor)?.list
  }
  return {
    async institutions(corridor, signal) {
      if (!getCorridor(corridor)?.institution || !deps.adapterFor(corridor)) return undefined
      const known = kept.get(corridor)
      if (known && clock.now() < known.until) return known.list
      const running = asking.get(corridor) ?? ask(corridor, signal).finally(() => asking.delete(corridor))
      asking.set(corridor, running)
      return running
    },
    async verifyAccount(recipient, signal) {
      if (validateRecipient(recipient)) return { type: 'unresolved', reason: 'malformed' }
      const adapter = deps.adapterFor(recipient.corridor)
      if (!adapter) return { type: 'unresolved', reason: 'unsupported' }
      const answer = await adapter.resolve(recipient, signal)
      if (answer.type === 'name') return { type: 'resolved', accountName: answer.name }
      return { type: 'unresolved', reason: reasons[answer.type] }
    },
  }
}

const reasons = { invalid: 'not-found', unsupported: 'unsupported', unknown: 'unavailable' } as const satisfies Record<
  string,
  UnresolvedReason
>
