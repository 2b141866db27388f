/** Folds contract events into what the chain says now: orders, provider accounts, the registry. */
import type { OrderId, ProviderId } from '@paynode/sdk/protocol'
import { type Address, zeroAddress } from 'viem'
import type { BlockHeader, ChainEvent, RegistryEntry } from './events.ts'
import type { ChainView, OrderView } from './ports.ts'

type Account = { free: bigint; locked: bigint }

/** A view that can be moved forward and started over. */
export type FoldedView = ChainView & {
  apply(update: { readonly header: BlockHeader; readonly events: readonly ChainEvent[] }): void
  reset(): void
  save(): unknown
  load(saved: unknown): void
}

type Saved = {
  readonly head: BlockHeader | undefined
  readonly registry: readonly (readonly [ProviderId, RegistryEntry])[]
  readonly accounts: readonly (readonly [string, Account])[]
  readonly orders: readonly (readonly [OrderId, OrderView])[]
  readonly bonds: readonly (readonly [OrderId, bigint])[]
  readonly flights: readonly (readonly [ProviderId, number])[]
}

/** Ended orders that are kept at hand. */
const ENDED = 10_000

/** What a view may be given: where to read the events of orders that have ended. With it, it keeps the last of them only. */
export type ViewOptions = { eventsOf?(id: OrderId): readonly ChainEvent[] }

/** Creates an empty view. */
export function createChainView({ eventsOf }: ViewOptions = {}): FoldedView {
  let head: BlockHeader | undefined
  const registry = new Map<ProviderId, RegistryEntry>()
  const accounts = new Map<string, Account>()
  const orders = new Map<OrderId, OrderView>()
  const ended = new Map<OrderId, OrderView>()
  const bonds = new Map<OrderId, bigint>()
  const flights = new Map<ProviderId, number>()

  const account = (holder: Address, token: Address): Account => {
    const key = `${holder.toLowerCase()}:${token.toLowerCase()}`
    const found = accounts.get(key) ?? { free: 0n, locked: 0n }
    accounts.set(key, found)
    return found
  }
  const look = (holder: Address, token: Address): Account => ({
    ...(accounts.get(`${holder.toLowerCase()}:${token.toLowerCase()}`) ?? { free: 0n, locked: 0n }),
  })
  const fly = (provider: ProviderId, by: number) => flights.set(provider, (flights.get(provider) ?? 0) + by)
  const change = (id: OrderId, event: ChainEvent, update: Partial<OrderView>) => {
    const before = orders.get(id)
    if (before) orders.set(id, { ...before, ...update, changed: event.position })
    return before
  }
  /** Nothing happens to an order that has ended: where its events can be read again, the last few are all that is kept. */
  const end = (id: OrderId) => {
    const order = orders.get(id)
    if (!eventsOf || !order) return
    orders.delete(id)
    ended.set(id, order)
    if (ended.size > ENDED) for (const oldest of ended.keys()) return void ended.delete(oldest)
  }
  /** The claim is over: the bond leaves the lock, `kept` of it comes back. */
  const endClaim = (id: OrderId, provider: ProviderId, kept: (bond: bigint) => bigint) => {
    const before = orders.get(id)
    if (!before) return
    const bond = bonds.get(id) ?? 0n
    const held = account(provider, before.order.token)
    held.locked -= bond
    held.free += kept(bond)
    bonds.delete(id)
    fly(provider, -1)
  }

  const applyEvent = (event: ChainEvent): void => {
    switch (event.name) {
      case 'OrderCreated':
        orders.set(event.orderId, {
          id: event.orderId,
          order: event.order,
          status: 'open',
          created: event.position,
          changed: event.position,
        })
        return
      case 'OrderClaimed': {
        const before = change(event.orderId, event, { status: 'claimed', claimer: event.provider })
        if (!before) return
        const held = account(event.provider, before.order.token)
        held.free -= event.bond
        held.locked += event.bond
        bonds.set(event.orderId, event.bond)
        fly(event.provider, 1)
        return
      }
      case 'OrderSubmitted':
        change(event.orderId, event, { status: 'submitted' })
        return
      case 'OrderSettled':
        endClaim(event.orderId, event.provider, (bond) => bond + event.credited)
        change(event.orderId, event, { status: 'settled', claimer: event.provider })
        end(event.orderId)
        return
      case 'OrderChallenged': {
        const before = change(event.orderId, event, { status: 'disputed' })
        if (!before) return
        const bond = bonds.get(event.orderId) ?? 0n // the challenger's is as large as the claimer's
        const held = account(event.payer, before.order.token)
        held.free -= bond
        held.locked += bond
        return
      }
      case 'OrderResolved': {
        const order = orders.get(event.orderId)?.order
        if (!order) return
        const bond = bonds.get(event.orderId) ?? 0n
        const held = account(order.payer, order.token)
        held.locked -= bond
        const isForfeit = event.ruling === 'payClaimer' && event.resolver !== zeroAddress
        if (!isForfeit) held.free += bond // a forfeited bond comes to the claimer as a deposit
        return
      }
      case 'BondMoved': {
        const before = orders.get(event.orderId)
        if (!before || before.claimer !== event.provider || !bonds.has(event.orderId)) return
        endClaim(event.orderId, event.provider, (bond) => bond - event.toPayer)
        account(before.order.refundTo, event.token).free += event.toPayer
        return
      }
      case 'OrderFailed':
        if (event.cause !== 'unclaimed') change(event.orderId, event, { status: 'open', claimer: undefined })
        return
      case 'OrderRefunded':
        change(event.orderId, event, { status: 'refunded' })
        end(event.orderId)
        return
      case 'Deposited':
        account(event.provider, event.token).free += event.amount
        return
      case 'Withdrawn':
        account(event.provider, event.token).free -= event.amount
        return
      case 'ProviderRegistered':
        registry.set(event.entry.operator, event.entry)
        return
      case 'ProviderRevoked':
        registry.delete(event.operator)
    }
  }

  return {
    head: () => head,
    providers: () => [...registry.values()].sort((left, right) => (left.operator.toLowerCase() < right.operator.toLowerCase() ? -1 : 1)),
    provider: (operator) => registry.get(operator),
    providerByNodeAddress: (nodeAddress) =>
      [...registry.values()].find((entry) => entry.nodeAddress.toLowerCase() === nodeAddress.toLowerCase()),
    account: look,
    order: (id) => orders.get(id) ?? ended.get(id) ?? (eventsOf && readEnded(id, eventsOf(id))),
    inFlight: (provider) => flights.get(provider) ?? 0,
    apply: ({ header, events }) => {
      head = header
      for (const event of events) applyEvent(event)
    },
    reset: () => {
      head = undefined
      for (const map of [registry, accounts, orders, ended, bonds, flights]) map.clear()
    },
    save: (): Saved => ({
      head,
      registry: [...registry],
      accounts: [...accounts],
      orders: [...orders],
      bonds: [...bonds],
      flights: [...flights],
    }),
    load: (saved) => {
      const from = saved as Saved // written by `save` only
      head = from.head
      ended.clear()
      fill(registry, from.registry)
      fill(accounts, from.accounts)
      fill(orders, from.orders)
      fill(bonds, from.bonds)
      fill(flights, from.flights)
    },
  }
}

function fill<key, value>(map: Map<key, value>, entries: readonly (readonly [key, value])[]): void {
  map.clear()
  for (const [key, value] of entries) map.set(key, value)
}

/** An order that has ended, from its events alone. */
function readEnded(id: OrderId, events: readonly ChainEvent[]): OrderView | undefined {
  const view = createChainView()
  for (const event of events) {
    const { block: number, blockHash: hash, blockTime: timestamp } = event.position
    view.apply({ header: { number, hash, timestamp }, events: [event] })
  }
  return view.order(id)
}
