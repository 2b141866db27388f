/** What strikes a running network: kills, reorgs and PSP faults, each counted. */
import type { LocalNetwork } from '@paynode/cli/local-network'
import type { Random } from '../simulator/world/random.ts'
import { callRpc, sleep } from './rpc.ts'

/** How often each fault struck. */
export type StrikeCounts = { kills: number; reorgs: number; pspFaults: number }

const pspFaults = ['delay', 'fail', 'dropAfterCommit', 'duplicateWebhook', 'error500AfterCommit', 'html', 'hang'] as const

/** Strikes until the signal aborts; then every daemon runs again. */
export async function strike(parameters: {
  readonly network: LocalNetwork
  readonly random: Random
  readonly signal: AbortSignal
  readonly onStrike: (text: string) => void
}): Promise<StrikeCounts> {
  const { network, random, signal, onStrike } = parameters
  const counts: StrikeCounts = { kills: 0, reorgs: 0, pspFaults: 0 }
  const { providers, rpcUrl, psps } = network.description
  const down = new Set<string>()
  const repeat = async (lowMs: number, highMs: number, work: () => Promise<void>) => {
    for (;;) {
      await sleep(random.int(lowMs, highMs), signal)
      if (signal.aborted) return
      await work()
    }
  }
  const kill = async () => {
    const running = providers.filter(({ address }) => !down.has(address))
    if (running.length < 2) return
    const { address } = random.pick(running)
    down.add(address)
    await network.killProvider(address)
    counts.kills += 1
    onStrike(`killed ${address}`)
    await sleep(random.pick([100, 1_000, 5_000, 20_000, 50_000]), signal)
    await network.restartProvider(address)
    down.delete(address)
  }
  const breakPsp = async () => {
    const psp = random.pick(psps)
    const fault = random.pick(pspFaults)
    const body = JSON.stringify({ match: {}, fault, ms: random.int(200, 5_000), times: random.int(1, 3) })
    const headers = { authorization: `Bearer ${psp.auditToken}`, 'content-type': 'application/json' }
    const response = await fetch(`${psp.url}/v1/faults`, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`the sandbox PSP refused a fault script: ${response.status}`)
    counts.pspFaults += 1
    onStrike(`the PSP will ${fault}`)
  }
  await Promise.all([
    repeat(2_000, 8_000, kill),
    repeat(3_000, 12_000, kill),
    repeat(6_000, 15_000, async () => {
      await reorganise(rpcUrl)
      counts.reorgs += 1
      onStrike('the chain reorganised')
    }),
    repeat(1_000, 4_000, breakPsp),
  ])
  return counts
}

/** Replaces the newest block, no deeper than the daemons' confirmation. Its transactions go back to the pool, as they do on a real chain. */
async function reorganise(rpcUrl: string): Promise<void> {
  const block = (await callRpc(rpcUrl, 'eth_getBlockByNumber', ['latest', false])) as { readonly transactions: readonly string[] }
  const raw = await Promise.all(block.transactions.map((hash) => callRpc(rpcUrl, 'eth_getRawTransactionByHash', [hash])))
  await callRpc(rpcUrl, 'anvil_reorg', [1, []])
  for (const bytes of raw) await callRpc(rpcUrl, 'eth_sendRawTransaction', [bytes]).catch(() => undefined) // it may be there already
}
