/** A process that owns a chain and waits to be killed. Only tests start it. */
import { startAnvil } from './anvil.ts'

const [directory = '', port = '0'] = process.argv.slice(2)
await startAnvil({ directory, port: Number(port), accounts: 1, blockTime: 1, signal: new AbortController().signal, onChild: () => {} })
setInterval(() => {}, 1_000)
