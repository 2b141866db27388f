/** Recipients of several providers wired to each other in memory, for tests. */
import {
  createHpkeKeyPair,
  fromJson,
  hashOrder,
  hashRecipient,
  type Order,
  type OrderId,
  type OrderStatus,
  orderDefaults,
  type ProviderId,
  type SaltedRecipient,
  sealRecipient,
  toJson,
} from '@paynode/sdk/protocol'
import { type Address, getAddress, type Hex } from 'viem'
import type { RegistryEntry } from '../chain/events.ts'
import type { OrderView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'
import { openStore, type Store } from '../store/store.ts'
import { createRecipients } from './createRecipients.ts'
import type { Recipients } from './types.ts'

type Handler = Parameters<Network['serve']>[1]

/** The account that must appear nowhere. */
export const ACCOUNT = '0123456789'
export const salted: SaltedRecipient = {
  recipient: { corridor: 'NGN/bank', institution: '058', account: ACCOUNT, name: 'Ada Obi' },
  salt: `0x${'5a'.repeat(32)}`,
}
export const escrowDomain = { chainId: 31_337, escrow: getAddress(`0x${'ee'.repeat(20)}`) }

const at = (digit: string) => getAddress(`0x${digit.repeat(40)}`)

/** An order that pays `salted`. */
export function createOrder(changes: Partial<Order> = {}): { readonly id: OrderId; readonly order: Order } {
  const order: Order = {
    ...orderDefaults,
    payer: at('a'),
    refundTo: at('a'),
    token: at('c'),
    amount: 25_000_000n,
    payout: 4_000_000n,
    corridor: 'NGN/bank',
    recipientHash: hashRecipient(salted),
    reclaimAfter: 2_000_000_000,
    turnSeconds: 10,
    claimBy: 1_999_999_000,
    payWindow: 600,
    salt: 7n,
    ...changes,
  }
  return { id: hashOrder(order, escrowDomain), order }
}

type WorldNode = {
  readonly operator: ProviderId
  readonly publicKey: Hex
  readonly privateKey: Hex
  readonly store: Store
  readonly network: Pick<Network, 'contacts' | 'request' | 'serve'>
  readonly recipients: Recipients
}

/** Registered providers `names`, each with a store and keys of its own. */
export async function createWorld(names: readonly string[], { ttlMs = 3_600_000, maxRows = 1_000 } = {}) {
  const clock = { time: 1_000_000, now: () => clock.time, sleep: () => Promise.reject(new Error('nothing sleeps here')) }
  const onChain = new Map<OrderId, OrderView>()
  const handlers = new Map<Address, Handler>()
  const requests: { to: ProviderId; body: unknown }[] = []
  const logs: string[] = []
  const write = (fields: object, message: string) => void logs.push(JSON.stringify({ ...fields, message }))
  const logger = { debug: write, info: write, warn: write, error: write, child: () => logger }
  const entries = new Map<Address, RegistryEntry>()
  const down = new Set<ProviderId>()
  const nodes: WorldNode[] = []

  for (const [index, name] of names.entries()) {
    const operator = at(String(index + 1))
    const { publicKey, privateKey } = await createHpkeKeyPair()
    const entry: RegistryEntry = {
      operator,
      owner: operator,
      nodeAddress: operator,
      nodeKey: '0x02',
      hpkeKey: publicKey,
      gatewayUrl: `https://${name}.example`,
      multiaddrs: [],
      corridors: ['NGN/bank'],
    }
    entries.set(operator, entry)
    const store = openStore(':memory:')
    const network: Pick<Network, 'contacts' | 'request' | 'serve'> = {
      contacts: () => [...handlers.keys()].filter((peer) => peer !== operator),
      request: async ({ to, body, signal }) => {
        requests.push({ to, body })
        const handler = handlers.get(to)
        if (!handler || down.has(to)) throw new Error('unreachable')
        const answer = await handler(fromJson(toJson(body)), operator, signal)
        return answer === undefined ? undefined : fromJson(toJson(answer))
      },
      serve: (_protocol, handler) => void handlers.set(operator, handler),
    }
    const view = { order: (id: OrderId) => onChain.get(id), provider: (id: ProviderId) => entries.get(id) }
    const recipients = createRecipients({ store, network, self: operator, hpkePrivateKey: privateKey, view, clock, logger, ttlMs, maxRows })
    nodes.push({ operator, publicKey, privateKey, store, network, recipients })
  }

  return {
    nodes,
    clock,
    entries,
    down,
    requests,
    logs,
    logger,
    handlers,
    /** Puts an order on chain in a status. */
    setStatus: ({ id, order }: { id: OrderId; order: Order }, status: OrderStatus) => {
      const position = { block: 1, blockHash: '0x00' as Hex, blockTime: 1, logIndex: 0, transactionHash: '0x00' as Hex }
      onChain.set(id, { id, order, status, created: position, changed: position })
    },
    /** Seals to one node. */
    seal: async (index: number, id: OrderId, what: SaltedRecipient = salted) => {
      const node = nodes[index]
      if (!node) throw new Error(`no node ${index}`)
      return { provider: node.operator, sealed: await sealRecipient(what, id, node.publicKey) }
    },
    close: async () => {
      for (const { recipients, store } of nodes) {
        await recipients.close()
        store.close()
      }
    },
  }
}
