/** When money may leave, wired to the chain's rules: depth by value, the chain's own time, agreement of the RPC endpoints. */
import { type Corridor, getCorridor } from '@paynode/sdk/protocol'
import { getConfirmationMs, getConfirmations } from '../chain/confirmations.ts'
import { type CrossCheckDeps, createCrossCheck } from '../chain/crossCheck.ts'
import type { ChainView } from '../chain/ports.ts'
import { listPsps } from '../config/psp/listPsps.ts'
import type { NodeConfig } from '../config/schema.ts'
import { createIsPayable } from './createIsPayable.ts'

/** Beyond the PSP's own time-out: what is left for the payment to arrive, be attested and proven. */
const PAYOUT_MARGIN_MS = 5_000

/** `marginMs` is what must be left of a pay window when money leaves on a corridor; `neededWindowMs` what a claim of that many token units needs in all. */
export function openPayRules(
  config: NodeConfig,
  deps: Pick<CrossCheckDeps, 'pool' | 'clock' | 'logger' | 'metrics'> & {
    readonly view: Pick<ChainView, 'head'>
    readonly tokenDecimals: number
  },
) {
  const { chainId, escrow, confirmations: least, confirmationSteps: steps } = config.chain
  const depth = { chainId, tokenDecimals: deps.tokenDecimals, least, steps }
  const margins = new Map(config.corridors.map((own) => [own.corridor, toMarginMs(own)]))
  const marginMs = (corridor: Corridor) => margins.get(corridor) ?? Number.POSITIVE_INFINITY // not served: nothing may leave
  const { isAgreed, close } = createCrossCheck({ ...deps, chainId, escrow })
  const isPayable = createIsPayable({ view: deps.view, marginMs, isAgreed, confirmationsOf: (amount) => getConfirmations(depth, amount) })
  return {
    marginMs,
    isPayable,
    close,
    neededWindowMs: (corridor: Corridor, amount: bigint) => marginMs(corridor) + getConfirmationMs(depth, amount),
  }
}

/** The operator's own figure or the rail's, and never less than an answer of its slowest PSP may take. */
function toMarginMs(own: NodeConfig['corridors'][number]): number {
  const settleSeconds = own.settleSeconds ?? getCorridor(own.corridor)?.settleSeconds ?? 0 // the schema knows the corridor
  return Math.max(settleSeconds * 1_000, PAYOUT_MARGIN_MS + Math.max(0, ...listPsps(own).map(({ timeoutMs }) => timeoutMs)))
}
