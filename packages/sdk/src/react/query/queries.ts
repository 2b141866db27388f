/** What to ask and when to ask again: query options without React, for any TanStack Query. Keys hold no account details but hashes of them. */
import { type Client, hashMessage } from 'viem'
import { getCorridors } from '../../actions/getCorridors.ts'
import { getInstitutions } from '../../actions/getInstitutions.ts'
import { getOrder } from '../../actions/getOrder.ts'
import { getOrderTimeline } from '../../actions/getOrderTimeline.ts'
import { getPayoutQuote } from '../../actions/getPayoutQuote.ts'
import { getQuote } from '../../actions/getQuote.ts'
import { listOrders } from '../../actions/listOrders.ts'
import { verifyAccount } from '../../actions/verifyAccount.ts'
import type { PaynodeNetwork } from '../../clients/network.ts'
import type { Corridor } from '../../protocol/corridor.ts'
import type { OrderId } from '../../protocol/ids.ts'
import { encodeRecipient, type Recipient } from '../../protocol/recipient.ts'

type Signalled = { readonly signal: AbortSignal }
const key = (network: PaynodeNetwork, ...parts: readonly string[]) => ['paynode', network.contracts.OrderEscrow, ...parts]

/** How long a price is shown before it is asked for again. Milliseconds. */
export const QUOTE_MS = 30_000

export const corridorsQuery = (client: Client | undefined, network: PaynodeNetwork) => ({
  queryKey: key(network, 'corridors'),
  queryFn: () => getCorridors(need(client), { network }),
  enabled: client !== undefined,
  staleTime: 300_000,
})

export const institutionsQuery = (network: PaynodeNetwork, corridor: Corridor) => ({
  queryKey: key(network, 'institutions', corridor),
  queryFn: ({ signal }: Signalled) => getInstitutions(undefined, { network, corridor, signal }),
  staleTime: 3_600_000,
})

export const accountQuery = (network: PaynodeNetwork, recipient: Recipient) => ({
  queryKey: key(network, 'account', hashMessage({ raw: encodeRecipient(recipient) })),
  queryFn: ({ signal }: Signalled) => verifyAccount(undefined, { network, recipient, signal }),
  staleTime: 300_000,
  retry: 1,
})

export const quoteQuery = (
  client: Client | undefined,
  network: PaynodeNetwork,
  { corridor, amount }: { readonly corridor: Corridor; readonly amount: bigint },
) => ({
  queryKey: key(network, 'quote', corridor, amount.toString()),
  queryFn: ({ signal }: Signalled) => getQuote(need(client), { network, corridor, amount, signal }),
  staleTime: QUOTE_MS,
  refetchInterval: QUOTE_MS,
})

export const payoutQuoteQuery = (
  client: Client | undefined,
  network: PaynodeNetwork,
  { corridor, payout }: { readonly corridor: Corridor; readonly payout: bigint },
) => ({
  queryKey: key(network, 'payout-quote', corridor, payout.toString()),
  queryFn: ({ signal }: Signalled) => getPayoutQuote(need(client), { network, corridor, payout, signal }),
  staleTime: QUOTE_MS,
  refetchInterval: QUOTE_MS,
  retry: 1,
})

/** The order from the chain, and what a gateway saw of it, which proves nothing. */
export const orderQuery = (client: Client | undefined, network: PaynodeNetwork, orderId: OrderId) => ({
  queryKey: key(network, 'order', orderId),
  queryFn: async ({ signal }: Signalled) => {
    const [order, events] = await Promise.all([
      getOrder(need(client), { network, orderId }),
      getOrderTimeline(undefined, { network, orderId, signal }).catch(() => []),
    ])
    return { ...order, events }
  },
  enabled: client !== undefined,
  refetchInterval: ({ state }: { readonly state: { readonly data?: { readonly status: string } | undefined } }) =>
    state.data?.status === 'settled' || state.data?.status === 'refunded' ? (false as const) : 1_000,
})

export const ordersQuery = (client: Client | undefined, network: PaynodeNetwork, payer: `0x${string}` | undefined) => ({
  queryKey: key(network, 'orders', payer ?? ''),
  queryFn: () => listOrders(need(client), { network, payer: payer ?? '0x' }),
  enabled: client !== undefined && payer !== undefined,
  staleTime: 10_000,
})

function need(client: Client | undefined): Client {
  if (!client) throw new Error('this chain is not in the wagmi configuration; add it to `chains` and `transports`')
  return client
}
