/** Runs a real local network under a steady stream of orders and watches the memory of its daemons. */
import { startLocalNetwork } from '@paynode/cli/local-network'
import { createOrders } from '../chaos/createOrders.ts'
import { sleep } from '../chaos/rpc.ts'
import { createRandom } from '../simulator/world/random.ts'
import { type Flatness, judge, type Sample } from './judge.ts'
import { readMemory } from './readMemory.ts'

/** What a run came to. `ok`: the heap's floors of every daemon stay within ±10 % of their median once it is warm. */
export type SoakResult = {
  readonly ok: boolean
  readonly minutes: number
  readonly orders: number
  readonly refusals: number
  readonly warmUpSeconds: number
  readonly daemons: readonly { readonly heap: Flatness; readonly resident: Flatness }[]
}

const SAMPLE_MS = 2_000
/** Code gets compiled, caches fill, every peer is met. */
const WARM_UP = 0.25
const TOLERANCE = 0.1

/** Soaks. Orders come from three payers about every two seconds each; some payouts fail, as in life. */
export async function runSoak(parameters: {
  readonly minutes: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly onProgress: (text: string) => void
}): Promise<SoakResult> {
  const { minutes, seed, signal, onProgress } = parameters
  process.env.NODE_OPTIONS = `--expose-gc --import=${new URL('./collectOften.ts', import.meta.url)}`
  const network = await startLocalNetwork({ providers: 2, corridors: ['NGN/bank'], payers: 3, blockTime: 1, signal, onProgress })
  try {
    const over = AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)])
    const started = performance.now()
    const samples: Sample[][] = network.description.providers.map(() => [])
    const counts = { orders: 0, refusals: 0 }
    const watch = async () => {
      while (!over.aborted) {
        const at = (performance.now() - started) / 1_000
        await Promise.all(
          network.description.providers.map(async ({ metrics }, index) => {
            samples[index]?.push({ at, ...(await readMemory(metrics, signal)) })
          }),
        )
        const heaps = samples.map((own) => `${Math.round((own.at(-1)?.heap ?? 0) / 1_048_576)} MB`)
        onProgress(`${counts.orders} orders, heaps ${heaps.join(', ')}`)
        await sleep(SAMPLE_MS, over)
      }
    }
    await Promise.all([
      watch(),
      createOrders({
        network,
        random: createRandom(seed),
        pauseMs: 2_000,
        signal: over,
        onOrder: () => {
          counts.orders += 1
        },
        onRefusal: () => {
          counts.refusals += 1
        },
      }),
    ])
    signal.throwIfAborted()
    const warmUpSeconds = minutes * 60 * WARM_UP
    const daemons = samples.map((own) => ({ heap: judge(own, 'heap', warmUpSeconds), resident: judge(own, 'resident', warmUpSeconds) }))
    const isFlat = daemons.every(({ heap: { spread } }) => spread.every((part) => Math.abs(part) <= TOLERANCE))
    return { ok: isFlat && counts.orders > 0, minutes, ...counts, warmUpSeconds, daemons }
  } finally {
    await network.stop()
  }
}
