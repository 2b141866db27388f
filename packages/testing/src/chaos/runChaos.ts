/** Runs a real local network under kills, reorgs and PSP faults with orders streaming in, waits until all is quiet, and audits it. */
import { startLocalNetwork } from '@paynode/cli/local-network'
import { createRandom } from '../simulator/world/random.ts'
import { type Audit, audit, listOpen } from './audit.ts'
import { createOrders, lockAgain, type PlacedOrder } from './createOrders.ts'
import { sleep } from './rpc.ts'
import { type StrikeCounts, strike } from './strike.ts'

/** What a run came to. `ok` is the only verdict; `refusals` counts orders that were never locked, by reason. */
export type ChaosResult = {
  readonly ok: boolean
  readonly minutes: number
  readonly seed: number
  readonly orders: number
  readonly strikes: StrikeCounts
  readonly refusals: Readonly<Record<string, number>>
  /** Seconds that the last orders took to end after the last strike. */
  readonly quietAfterSeconds: number
  readonly audit: Audit
}

/** Every order ends within its deadlines (100 s) and what daemons wait on top of them. */
const QUIET_MS = 300_000

/** Runs chaos. The seed decides what strikes when; how processes and sockets race is the machine's. */
export async function runChaos(parameters: {
  readonly minutes: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly onProgress: (text: string) => void
}): Promise<ChaosResult> {
  const { minutes, seed, signal, onProgress } = parameters
  const random = createRandom(seed)
  const network = await startLocalNetwork({ providers: 4, corridors: ['NGN/bank'], payers: 3, blockTime: 1, signal, onProgress })
  try {
    const orders: PlacedOrder[] = []
    const refusals: Record<string, number> = {}
    const over = AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)])
    const [strikes] = await Promise.all([
      strike({ network, random: random.fork('strikes'), signal: over, onStrike: onProgress }),
      createOrders({
        network,
        random: random.fork('orders'),
        pauseMs: 2_000,
        signal: over,
        onOrder: (order) => {
          orders.push(order)
          onProgress(`${orders.length} orders`)
        },
        onRefusal: (reason) => {
          refusals[reason] = (refusals[reason] ?? 0) + 1
        },
      }),
    ])
    signal.throwIfAborted()
    onProgress('calm: waiting for every order to end')
    const quietFrom = performance.now()
    const lost = new Set<string>()
    for (;;) {
      const open = await listOpen(network, orders)
      if (open.length === 0 || performance.now() - quietFrom > QUIET_MS) break
      onProgress(`${open.length} orders have not ended`)
      await relock(network, open, lost)
      await sleep(1_000, signal)
      signal.throwIfAborted()
    }
    const quietAfterSeconds = Math.round((performance.now() - quietFrom) / 1_000)
    const found = await audit(network, orders)
    const isClean = found.open.length + found.doublePayouts.length + found.unmatched.length === 0 && found.held === found.owed
    return { ok: isClean && orders.length > 0, minutes, seed, orders: orders.length, strikes, refusals, quietAfterSeconds, audit: found }
  } finally {
    await network.stop()
  }
}

/** An order that a reorg took out of the chain for good was never locked in the end: its payer locks it once more while it can. */
async function relock(network: Parameters<typeof lockAgain>[0], open: readonly PlacedOrder[], lost: Set<string>): Promise<void> {
  for (const placed of open) {
    if (lost.has(placed.id)) continue
    lost.add(placed.id)
    await lockAgain(network, placed).catch(() => undefined) // the chain has it: refused, which is what we want to hear
  }
}
