/** A chain of Base's id for measuring: rules of Prague, one block per transaction, one second per block, nothing left to the clock. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Calls a JSON-RPC method. */
export type Rpc = (method: string, ...params: readonly unknown[]) => Promise<unknown>
/** A running chain and its one JSON-RPC function. */
export type Chain = { readonly rpc: Rpc; readonly close: () => Promise<void> }

/** Base. */
export const chainId = 8453
const genesis = 1_800_000_000 // unix seconds: fixed, so that every run sends the same bytes

/** Starts anvil on a free port. @param traced keep the steps of every transaction, for the breakdown (slow) */
export async function startChain({ traced }: { readonly traced: boolean }): Promise<Chain> {
  const options = ['--port', '0', '--hardfork', 'prague', '--chain-id', String(chainId), '--timestamp', String(genesis)]
  const limits = ['--accounts', '1', '--gas-limit', '60000000', '--base-fee', '1', '--cache-path', join(tmpdir(), 'paynode-anvil')]
  const child = spawn(findAnvil(), [...options, ...limits, ...(traced ? ['--steps-tracing'] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.once('exit', (code) => reject(new Error(`anvil ended with code ${code} before it listened`)))
    child.once('error', reject)
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2_000)
      const found = /Listening on (\S+)/.exec(output)
      if (found) resolve(`http://${found[1]}`)
    })
  })
  const rpc: Rpc = (method, ...params) => call(url, method, params)
  await rpc('anvil_setBlockTimestampInterval', 1)
  const close = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })
  return { rpc, close }
}

async function call(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const answer = (await response.json()) as {
    readonly result?: unknown
    readonly error?: { readonly message: string; readonly data?: unknown }
  } // JSON-RPC's envelope
  if (answer.error) throw new Error(`${method}: ${answer.error.message} ${JSON.stringify(answer.error.data ?? '')}`)
  return answer.result
}

/** The native binary, so that no wrapper process stands between a signal and the chain. */
function findAnvil(): string {
  const wrapper = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json')
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  return join(dirname(createRequire(wrapper).resolve(`@foundry-rs/anvil-${process.platform}-${arch}/package.json`)), 'bin', 'anvil')
}
