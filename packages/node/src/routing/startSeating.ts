/** Takes the seats that this provider is entitled to, and frees those of providers that left: a silent seat makes a quorum dearer. */
import { routeAnchorAbi } from '@paynode/sdk/abi'
import { type Corridor, type ProviderId, toCorridorBytes } from '@paynode/sdk/protocol'
import { type Address, encodeFunctionData } from 'viem'
import type { ChainView, TransactionSender } from '../chain/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import { firstLine } from '../runtime/firstLine.ts'
import type { Logger } from '../runtime/logger.ts'
import { type Loop, startLoop } from '../runtime/startLoop.ts'
import type { Anchors } from './anchors.ts'
import { toAggregators } from './toAggregators.ts'

/** What seating needs. `minStake` is token units. */
export type SeatingDeps = {
  readonly view: Pick<ChainView, 'provider'>
  readonly anchors: Anchors
  readonly self: ProviderId
  readonly anchor: Address
  readonly minStake: bigint
  readonly epochSeconds: number
  readonly sender: TransactionSender
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
  /** What this provider has staked, token units: only the owner can change it. */
  stakeOf(): Promise<bigint>
}

/** Starts looking, a few times per epoch. */
export function startSeating(deps: SeatingDeps): Loop {
  const { view, anchors, self, clock, epochSeconds } = deps
  const call = async (functionName: 'enroll' | 'expel', operator: ProviderId, corridors: readonly Corridor[], signal: AbortSignal) => {
    const data = encodeFunctionData({ abi: routeAnchorAbi, functionName, args: [operator, corridors.map(toCorridorBytes)] })
    const result = await deps.sender.send({ purpose: 'enroll', to: deps.anchor, data, signal })
    if (result.type === 'mined') return deps.logger.info({ functionName, corridors, operator }, 'seats changed')
    deps.logger.warn({ functionName, corridors, operator, reason: result.reason }, 'seats not changed')
    await clock.sleep(Math.max(5_000, epochSeconds * 1_000), signal)
  }
  const round = async (signal: AbortSignal) => {
    const entry = view.provider(self)
    const hasSeat = (corridor: Corridor) => anchors.seats(corridor).some(({ operator }) => operator === self)
    const missing = (entry?.corridors ?? []).filter((corridor) => !hasSeat(corridor))
    if (missing.length > 0 && (await deps.stakeOf()) >= deps.minStake) await call('enroll', self, missing, signal)
    const epoch = Math.floor(clock.now() / 1_000 / epochSeconds)
    for (const corridor of entry?.corridors ?? []) {
      const seats = anchors.seats(corridor).map(({ operator }) => operator)
      const left = seats.find((operator) => !view.provider(operator)?.corridors.includes(corridor))
      const [first] = toAggregators(
        epoch,
        seats.filter((operator) => operator !== left),
      )
      if (left && first === self) await call('expel', left, [corridor], signal)
    }
  }
  return startLoop(deps.signal, async (signal) => {
    await round(signal).catch((error) => {
      if (!signal.aborted) deps.logger.warn({ reason: firstLine(error) }, 'seats not changed')
    })
    await clock.sleep(Math.min(15_000, epochSeconds * 500), signal).catch(() => {})
  })
}
