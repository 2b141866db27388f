/** `npm run example:next`: until Ctrl-C. */
import { once } from 'node:events'
import { startExample } from './startExample.ts'

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
const port = Number(process.env.PORT ?? 3000)
const example = await startExample({ port, signal: stop.signal, onProgress: (text) => console.error(text) })
console.log(`Open ${example.url} and choose the demo wallet. Ctrl-C ends the page and the network.`)
if (!stop.signal.aborted) await once(stop.signal, 'abort')
await example.stop()
