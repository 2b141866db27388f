/** A local EVM chain: Foundry's anvil from npm, watched by a shell that ends it when this process is gone. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pollUntil } from '../clock.ts'
import { type Child, startChild } from './child.ts'

/** Anvil's well-known development phrase: its accounts hold play money on a chain that lives in memory. */
export const developmentMnemonic = 'test test test test test test test test test test test junk'

/** A running chain. */
export type Anvil = { readonly rpcUrl: string; readonly wsUrl: string; readonly chainId: number; readonly child: Child }

// The shell waits for its stdin: a pipe from this process, so it wakes up even after a SIGKILL. Then it ends anvil, and
// removes the directory once the daemons, which wake up the same way, have had time to close.
const WATCH = `dir="$1"; shift; "$@" </dev/null & chain=$!
end() { kill -9 $chain 2>/dev/null; wait $chain 2>/dev/null; }
trap 'end; exit 0' TERM INT HUP
while kill -0 $chain 2>/dev/null && read -r _; do :; done
end; sleep 7; rm -rf "$dir"`

/** Starts anvil and waits until it answers. Transactions are mined at once until `mineEvery` sets the pace. */
export async function startAnvil(parameters: {
  readonly directory: string
  readonly port: number
  readonly accounts: number
  readonly blockTime: number
  readonly signal: AbortSignal
  readonly onChild: (child: Child) => void
}): Promise<Anvil> {
  const { directory, port, accounts, blockTime, signal } = parameters
  const pace = Number.isInteger(blockTime) ? [] : ['--block-time', String(blockTime)] // the RPC that sets a pace takes whole seconds
  const args = [
    '--port',
    String(port),
    '--host',
    '127.0.0.1',
    '--silent',
    '--accounts',
    String(accounts),
    '--mnemonic',
    developmentMnemonic,
  ]
  const child = startChild({
    name: 'anvil',
    file: '/bin/sh',
    args: ['-c', WATCH, 'paynode-anvil', directory, findAnvil(), ...args, '--cache-path', join(directory, 'anvil-cache'), ...pace],
    logFile: join(directory, 'anvil.log'),
    env: { HOME: directory, TMPDIR: directory },
  })
  parameters.onChild(child)
  const rpcUrl = `http://127.0.0.1:${port}`
  const chainId = await pollUntil(
    async () => {
      if (!child.isRunning()) throw new Error('anvil ended before it was ready')
      return callRpc(rpcUrl, 'eth_chainId', [], signal).then(Number, () => undefined)
    },
    { everyMs: 50, timeoutMs: 20_000, signal, onTimeout: () => new Error('anvil did not answer within 20 s') },
  )
  return { rpcUrl, wsUrl: `ws://127.0.0.1:${port}`, chainId, child }
}

/** From now on a block every `blockTime` seconds (anvil was told at its start when the pace is a fraction). */
export async function mineEvery(anvil: Anvil, blockTime: number, signal: AbortSignal): Promise<void> {
  if (Number.isInteger(blockTime)) await callRpc(anvil.rpcUrl, 'evm_setIntervalMining', [blockTime], signal)
}

/** One JSON-RPC call. */
export async function callRpc(url: string, method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
  })
  const answer = (await response.json()) as { readonly result?: unknown; readonly error?: { readonly message: string } } // JSON-RPC's envelope
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
  return answer.result
}

/** The native binary, so that no wrapper process stands between a signal and the chain. */
function findAnvil(): string {
  const wrapper = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json')
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const file = createRequire(wrapper).resolve(`@foundry-rs/anvil-${process.platform}-${arch}/package.json`)
  return join(dirname(file), 'bin', 'anvil')
}
