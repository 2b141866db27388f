/** Starts a local network and this app on it: what `npm run example:checkout` runs, and what the browser test drives. */
import { type LocalNetwork, startLocalNetwork } from '@paynode/cli/local-network'
import { createServer } from 'vite'

/** A running example. */
export type Example = { readonly url: string; readonly network: LocalNetwork; stop(): Promise<void> }

/** Resolves when the page can be opened. `port` 0 takes a free one. */
export async function startExample(options: {
  readonly port: number
  readonly signal: AbortSignal
  readonly onProgress?: (text: string) => void
}): Promise<Example> {
  const { port, signal, onProgress } = options
  const network = await startLocalNetwork({ providers: 3, corridors: ['NGN/bank'], signal, ...(onProgress ? { onProgress } : {}) })
  try {
    const { payer, providers: _providers, psps: _psps, ...known } = network.description
    onProgress?.('starting the page …')
    const server = await createServer({
      root: import.meta.dirname,
      configFile: `${import.meta.dirname}/vite.config.ts`,
      logLevel: 'error',
      server: { port, host: '127.0.0.1', strictPort: port !== 0 },
      define: {
        'import.meta.env.VITE_PAYNODE_NETWORK': JSON.stringify(JSON.stringify(known)),
        'import.meta.env.VITE_PAYNODE_DEMO_PAYER': JSON.stringify(payer.address),
      },
    })
    await server.listen()
    const url = server.resolvedUrls?.local[0] ?? ''
    return {
      url,
      network,
      async stop() {
        await server.close()
        await network.stop()
      },
    }
  } catch (error) {
    await network.stop()
    throw error
  }
}
