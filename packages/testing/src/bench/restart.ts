/** `npm run bench:restart -- --orders 100000 --json`: fills a database from a recorded chain, then times how long a new process takes to have it in hand. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { releaseLeases } from '../../../node/src/store/effects.ts'
import { listOrderRecords } from '../../../node/src/store/orders.ts'
import { openStore } from '../../../node/src/store/store.ts'
import { fillStore, openFolds } from './benchBackfill.ts'
import { startRecordedRpc } from './recordedRpc.ts'

const options = {
  orders: { type: 'string', default: '100000' },
  path: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const
const { values } = parseArgs({ options })

if (values.path === undefined) await measure(Number(values.orders))
else await take(values.path)
process.exit()

/** The parent: fills, then starts the child and reads what it says. */
async function measure(orders: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paynode-bench-'))
  const path = join(folder, 'paynode.db')
  try {
    const rpc = await startRecordedRpc({ orders, perBlock: 20 })
    const store = openStore(path, { exclusive: true })
    await fillStore(store, rpc.url)
    store.close()
    await rpc.close()
    const args = ['-C', 'paynode-source', fileURLToPath(import.meta.url), '--path', path]
    const started = performance.now()
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const seconds = (performance.now() - started) / 1_000
    const result = { orders, seconds: Math.round(seconds * 100) / 100, ...(JSON.parse(stdout) as object) }
    process.stdout.write(`${JSON.stringify(result, undefined, values.json ? undefined : 2)}\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The child: all that a daemon loads and does with its database before it serves. The chain and the network are not asked. */
async function take(path: string): Promise<void> {
  enableCompileCache() // as the command does
  const loading = performance.now()
  await import('@paynode/node')
  const loaded = performance.now()
  const store = openStore(path, { exclusive: true })
  openFolds(store).folds.restore()
  releaseLeases(store)
  const first = listOrderRecords(store, { limit: 100 }).length
  const ready = performance.now()
  const round = (ms: number) => Math.round(ms / 10) / 100
  process.stdout.write(JSON.stringify({ loadSeconds: round(loaded - loading), databaseSeconds: round(ready - loaded), first }))
}
