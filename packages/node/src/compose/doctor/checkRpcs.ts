/** Every RPC by itself: the right chain, a young head, the same one as the others, and what time its server says it is. */
import { createPublicClient, http } from 'viem'
import type { NodeConfig } from '../../config/schema.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Finding } from './types.ts'

/** Seconds that a head may be old before somebody should look; milliseconds that two clocks may differ. */
const OLD_S = 120
const CLOCK_MS = 5_000
/** Blocks that one RPC may be behind another. */
const BEHIND = 10n

type Answer = { readonly host: string; readonly head?: bigint; readonly finding: Finding; readonly offsetMs?: number | undefined }

/** Asks all of them. `reachable`: at least one serves the right chain. */
export async function checkRpcs(
  { chain }: Pick<NodeConfig, 'chain'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly reachable: boolean }> {
  const answers = await Promise.all(chain.rpcUrls.map((url) => ask(url, chain.chainId, clock, signal)))
  const best = answers.reduce((most, { head = 0n }) => (head > most ? head : most), 0n)
  const own = answers.map(
    ({ host, head, finding }): Finding =>
      head !== undefined && best - head > BEHIND
        ? { area: 'rpc', subject: host, result: 'warning', detail: `${best - head} blocks behind the others`, next: 'replace this RPC' }
        : finding,
  )
  const offsets = answers.flatMap(({ offsetMs }) => offsetMs ?? []).sort((left, right) => left - right)
  const offset = offsets[Math.floor(offsets.length / 2)]
  const findings = [...own, ...(answers.length === 1 ? [alone] : []), ...(offset === undefined ? [] : [toClockFinding(offset)])]
  return { findings, reachable: answers.some(({ head }) => head !== undefined) }
}

const alone: Finding = {
  area: 'rpc',
  subject: 'all',
  result: 'warning',
  detail: 'one RPC alone: what it says cannot be checked against another',
  next: 'add an RPC of another operator to chain.rpcUrls',
}

async function ask(url: string, chainId: number, clock: Clock, signal: AbortSignal): Promise<Answer> {
  const { host } = new URL(url) // the rest of the URL may hold a key
  const base = { area: 'rpc', subject: host } as const
  let offsetMs: number | undefined
  const onFetchResponse = (response: Response) => {
    const date = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(date)) offsetMs = clock.now() - date
  }
  const client = createPublicClient({ transport: http(url, { timeout: 5_000, retryCount: 0, onFetchResponse, fetchOptions: { signal } }) })
  try {
    const [actual, block] = await Promise.all([client.getChainId(), client.getBlock()])
    if (actual !== chainId) {
      const detail = `serves chain ${actual}, the configuration says ${chainId}`
      return { host, finding: { ...base, result: 'failed', detail, next: 'correct chain.rpcUrls or chain.chainId' } }
    }
    const age = Math.round(clock.now() / 1_000) - Number(block.timestamp)
    const detail = `block ${block.number}, ${age} s old`
    if (age <= OLD_S) return { host, head: block.number, offsetMs, finding: { ...base, result: 'ok', detail } }
    const next = 'see whether the chain stands still or this RPC does; replace the RPC'
    return { host, head: block.number, offsetMs, finding: { ...base, result: 'warning', detail, next } }
  } catch {
    signal.throwIfAborted()
    return { host, finding: { ...base, result: 'failed', detail: 'does not answer', next: 'check the URL, its key and the network' } }
  }
}

function toClockFinding(offsetMs: number): Finding {
  const base = { area: 'rpc', subject: 'clock' } as const
  if (Math.abs(offsetMs) <= CLOCK_MS) return { ...base, result: 'ok', detail: 'agrees with the RPC servers' }
  const detail = `${(Math.abs(offsetMs) / 1_000).toFixed(0)} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the RPC servers`
  return { ...base, result: 'warning', detail, next: 'set this machine’s clock by NTP; the daemon corrects what it can' }
}
