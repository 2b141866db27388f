/** When money may leave, wired to the chain's rules: depth by value, the chain's own time, agreement of the RPC endpoints. */
import type { Corridor } from '@paynode/sdk/protocol'
import { getConfirmationMs, getConfirmations } from '../chain/confirmations.ts'
import { type CrossCheckDeps, createCrossCheck } from '../chain/crossCheck.ts'
import type { ChainView } from '../chain/ports.ts'
import { listPsps } from '../config/psp/listPsps.ts'
import type { NodeConfig } from '../config/schema.ts'
import { createIsPayable } from './createIsPayable.ts'
import { toPayMargins } from './toPayMargins.ts'

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
  const timeouts = (own: NodeConfig['corridors'][number]) => listPsps(own).map(({ timeoutMs }) => timeoutMs)
  const margins = new Map(config.corridors.map((own) => [own.corridor, toPayMargins(own, timeouts(own))]))
  const never = Number.POSITIVE_INFINITY // not served: nothing may leave
  const marginMs = (corridor: Corridor) => margins.get(corridor)?.marginMs ?? never
  const { isAgreed, close } = createCrossCheck({ ...deps, chainId, escrow })
  const isPayable = createIsPayable({ view: deps.view, marginMs, isAgreed, confirmationsOf: (amount) => getConfirmations(depth, amount) })
  return {
    marginMs,
    isPayable,
    close,
    neededWindowMs: (corridor: Corridor, amount: bigint) => margins.get(corridor)?.neededMs(getConfirmationMs(depth, amount)) ?? never,
  }
}
