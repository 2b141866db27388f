/** What about the PSPs and the payouts at them needs a person now. */
import { type Corridor, getCorridor } from '@paynode/sdk/protocol'
import type { Clock } from '../runtime/clock.ts'
import { listAttemptEvents, listPayouts, type PayoutRow } from '../store/payouts.ts'
import type { Store } from '../store/store.ts'
import type { PspPool } from './createPspPool.ts'
import type { Float } from './float.ts'

/** Every kind; a kind that is not found again is mended. */
export const alertKinds = [
  'credential',
  'outage',
  'needsAction',
  'strangeStatus',
  'unknownForLong',
  'returned',
  'silentBalance',
  'lowFloat',
] as const
export type AlertKind = (typeof alertKinds)[number]
export type Alert = { readonly subject: string; readonly kind: AlertKind; readonly detail: string }

export type FindAlertsDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly psps: PspPool
  readonly float: Pick<Float, 'free'>
  /** Corridors of the configuration; below `lowFloat` minor units a PSP's float is low. */
  readonly corridors: readonly { readonly corridor: Corridor; readonly lowFloat: bigint }[]
  /** A payout of which nobody knows for longer is a person's. Milliseconds. */
  readonly unknownAfterMs: number
}

const REMIND_MS = 7 * 86_400_000

/** Looks at the breaker, the open payouts and the balances, and names no amounts and nobody. */
export async function findAlerts(deps: FindAlertsDeps, signal: AbortSignal): Promise<readonly Alert[]> {
  const open = listPayouts(deps.store, { states: ['SUBMITTING', 'UNKNOWN', 'PENDING', 'SUBMITTED', 'NEEDS_ACTION'] })
  const returned = listPayouts(deps.store, { states: ['RETURNED'] }).filter(({ updatedAt }) => deps.clock.now() - updatedAt < REMIND_MS)
  const psps = deps.corridors.flatMap((own) => deps.psps.adaptersFor(own.corridor).map(({ id }) => ({ ...own, id })))
  const perPsp = await Promise.all(psps.map((psp) => checkPsp(deps, psp, signal)))
  return [
    ...perPsp.flat(),
    ...group(
      open,
      'needsAction',
      ({ state }) => state === 'NEEDS_ACTION',
      'wait at the PSP for a person: a one-time password, an approval or a recipient who has to register',
    ),
    ...group(
      open,
      'strangeStatus',
      (row) => isStrange(deps, row),
      'have a status that nobody documented, or an answer about somebody else’s payout; compare at the PSP',
    ),
    ...group(
      open,
      'unknownForLong',
      (row) => isOverdue(deps, row),
      'were sent long ago and are not known to have ended; compare with the PSP’s statement',
    ),
    ...group(
      returned,
      'returned',
      () => true,
      'came back after they had succeeded, within the last week; settle with the recipients by hand',
    ),
  ]
}

async function checkPsp(
  { psps: { breaker }, float }: FindAlertsDeps,
  { id, corridor, lowFloat }: { readonly id: string; readonly corridor: Corridor; readonly lowFloat: bigint },
  signal: AbortSignal,
): Promise<readonly Alert[]> {
  const trouble = breaker.trouble(id)
  if (trouble === 'locked')
    return [
      {
        subject: id,
        kind: 'credential',
        detail: 'refuses the credential or the account; check keys, mode, IP list and product, then `paynode psp test`',
      },
    ]
  const outage: readonly Alert[] =
    trouble === 'bad' ? [{ subject: id, kind: 'outage', detail: 'gives no clear answers; new payouts go elsewhere or wait' }] : []
  const free = await float.free(id, getCorridor(corridor)?.currency ?? '', signal).catch(() => undefined)
  if (free === undefined)
    return [...outage, { subject: id, kind: 'silentBalance', detail: 'does not tell its balance, so nothing is claimed for it' }]
  return free < lowFloat
    ? [...outage, { subject: id, kind: 'lowFloat', detail: 'is short of money for the largest payout on offer; top it up' }]
    : outage
}

function group(rows: readonly PayoutRow[], kind: AlertKind, matches: (row: PayoutRow) => boolean, what: string): readonly Alert[] {
  const found = new Set(rows.filter(matches).map(({ psp }) => psp))
  return [...found].map((subject) => ({ subject, kind, detail: `payouts ${what}` }))
}

const isStrange = ({ store }: FindAlertsDeps, { orderId }: PayoutRow) => listAttemptEvents(store, orderId).at(-1)?.state === 'STRANGE'
const isOverdue = ({ clock, unknownAfterMs }: FindAlertsDeps, { state, createdAt }: PayoutRow) =>
  state !== 'NEEDS_ACTION' && clock.now() - createdAt > unknownAfterMs
