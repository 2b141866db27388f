/** Starts a local network and this shop on it, built as for production: what `npm run example:next` runs, and what the browser test drives. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { type LocalNetwork, startLocalNetwork } from '@paynode/cli/local-network'

/** A running example. */
export type Example = { readonly url: string; readonly network: LocalNetwork; stop(): Promise<void> }

const next = createRequire(import.meta.url).resolve('next/dist/bin/next')

/** Builds the shop and starts it; resolves when the page can be opened. `port` 0 takes a free one. */
export async function startExample(options: {
  readonly port: number
  readonly signal: AbortSignal
  readonly onProgress?: (text: string) => void
}): Promise<Example> {
  const { signal, onProgress } = options
  onProgress?.('building the shop and starting a network …')
  const [network] = await Promise.all([startLocalNetwork({ providers: 2, corridors: ['NGN/bank'], signal }), build(signal)])
  try {
    const { payer, providers } = network.description
    const port = options.port === 0 ? await findPort() : options.port
    const server = run(['start', '--hostname', '127.0.0.1', '--port', String(port)], {
      signal,
      env: { PAYNODE_GATEWAY: providers[0]?.gateway ?? '', PAYNODE_DEMO_PAYER: payer.address },
    })
    const url = `http://127.0.0.1:${port}/`
    await waitFor(url, server)
    const stop = async () => {
      if (server.child.exitCode === null && server.child.signalCode === null) {
        server.child.kill()
        await once(server.child, 'exit')
      }
      await network.stop()
    }
    return { url, network, stop }
  } catch (error) {
    await network.stop()
    throw error
  }
}

async function build(signal: AbortSignal): Promise<void> {
  const { child, output } = run(['build'], { signal })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`next build ended with ${code}:\n${output()}`)
}

type Server = ReturnType<typeof run>

function run(args: readonly string[], { signal, env }: { readonly signal: AbortSignal; readonly env?: Readonly<Record<string, string>> }) {
  const child = spawn(process.execPath, [next, ...args], {
    cwd: import.meta.dirname,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  signal.addEventListener('abort', () => child.kill(), { once: true })
  return { child, output: () => text }
}

/** Until the page answers. @throws when the server ends instead. */
async function waitFor(url: string, { child, output }: Server): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`next start ended with ${child.exitCode}:\n${output()}`)
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    if (response) throw new Error(`the shop answers ${response.status}:\n${output()}`)
    await once(child.stdout, 'data')
  }
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  server.close()
  await once(server, 'close')
  return port
}
