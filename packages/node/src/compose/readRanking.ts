/** Reads how a daemon ranked an order from its store, also while it runs. */
import { join } from 'node:path'
import type { OrderId } from '@paynode/sdk/protocol'
import type { NodeConfig } from '../config/schema.ts'
import { getRanking, type StoredRanking } from '../store/rankings.ts'
import { readStore } from '../store/store.ts'

/** The stored decision; undefined when the order was not ranked. @throws when there is no store of this version. */
export function readRanking({ dataDir }: Pick<NodeConfig, 'dataDir'>, orderId: OrderId): StoredRanking | undefined {
  const store = readStore(join(dataDir, 'paynode.db'))
  try {
    return getRanking(store, orderId)
  } finally {
    store.close()
  }
}
