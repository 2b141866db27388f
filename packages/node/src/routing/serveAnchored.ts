/** Serves what is behind anchored digests: an epoch's reports, and the model as of its height. */
import type { Corridor } from '@paynode/sdk/protocol'
import { type Hex, isHex, size } from 'viem'
import { z } from 'zod'
import type { Network } from '../gossip/ports.ts'
import { getBundleBody, getStatement } from '../store/bundles.ts'
import { getModelBody } from '../store/models.ts'
import type { Store } from '../store/store.ts'
import { toPage } from './pages.ts'

const hash = z.custom<Hex>((value) => isHex(value) && size(value) === 32, 'not a hash')
const bundleSchema = z.object({ digest: hash, offset: z.int().min(0) })
const modelSchema = z.object({ root: hash, offset: z.int().min(0) })

/** Starts serving. What is not here is refused. */
export function serveAnchored({ store, network }: { readonly store: Store; readonly network: Pick<Network, 'serve'> }): void {
  network.serve('bundle', async (body) => {
    const { digest, offset } = bundleSchema.parse(body)
    const statement = getStatement(store, digest)
    const bytes = statement && getBundleBody(store, statement.corridor as Corridor, statement.epoch, statement.bundle)
    if (!statement || !bytes) throw new Error('unknown digest')
    const { bundle, height, root } = statement
    return { bundle, height, root, ...toPage(bytes, offset) }
  })
  network.serve('model', async (body) => {
    const { root, offset } = modelSchema.parse(body)
    const bytes = getModelBody(store, root)
    if (!bytes) throw new Error('unknown root')
    return toPage(bytes, offset)
  })
}
