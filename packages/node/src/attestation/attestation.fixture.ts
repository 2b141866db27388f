/** Several attesters in one process for tests: real stores, real keys, a real sandbox PSP; the network between them is a function call through JSON. */
import {
  fromJson,
  hashOrder,
  hashRecipient,
  type Order,
  type OrderStatus,
  orderDefaults,
  type ProviderId,
  toAttestationTypedData,
  toJson,
  toPaymentReference,
} from '@paynode/sdk/protocol'
import { type Address, getAddress, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { RegistryEntry } from '../chain/events.ts'
import type { ChainView, OrderView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'
// biome-ignore lint/style/noRestrictedImports: a test reads receipts as an attester does
import { createSandboxReceipts } from '../payout/adapters/sandbox.ts'
import type { Receipt } from '../payout/psp.ts'
import { systemClock } from '../runtime/clock.ts'
import { noMetrics } from '../runtime/metrics.ts'
// biome-ignore lint/style/noRestrictedImports: as above
import { startSandboxPsp } from '../sandbox/startSandboxPsp.ts'
import { openStore } from '../store/store.ts'
import type { CollectDeps } from './collectAttestations.ts'
import type { AttestationItem } from './messages.ts'
import { createAttester, serveAttestations } from './serveAttestations.ts'

export const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
export const operators: readonly ProviderId[] = [0xa1, 0xa2, 0xa3, 0xa4].map((byte) =>
  getAddress(`0x${byte.toString(16).padStart(40, '0')}`),
)
export const [alice, bob, carol, dave] = operators as readonly [ProviderId, ProviderId, ProviderId, ProviderId]
export const domain = { chainId: 1, verifier: '0x0000000000000000000000000000000000000091' as Address }
export const salt: Hex = `0x${'5a'.repeat(32)}`
const position = { block: 1, blockHash: '0x01' as Hex, blockTime: 1, logIndex: 0, transactionHash: '0x02' as Hex }
const keys = new Map(operators.map((operator, index) => [operator, privateKeyToAccount(`0x${String(index + 1).padStart(64, '0')}`)]))
export const addressOf = (operator: ProviderId): Address | undefined => keys.get(operator)?.address

let salts = 0n

/** A network of attesters over one PSP where every operator has an account. */
export async function openQuorum() {
  const psp = await startSandboxPsp({
    corridor: 'NGN/bank',
    accounts: operators.map((owner, index) => ({ id: `a${index}`, owner, apiKey: `key-${owner}`, balance: 10_000_000n })),
    auditToken: 'audit',
    settleMs: 0,
  })
  const orders = new Map<string, OrderView>()
  const view: Pick<ChainView, 'order' | 'provider'> = {
    order: (id) => orders.get(id),
    provider: (operator) => (operator === dave ? undefined : ({ operator } as RegistryEntry)), // dave never registered
  }
  const handlers = new Map<ProviderId, Parameters<Network['serve']>[1]>()
  const doctored = new Map<string, Partial<Receipt>>()
  const source = createSandboxReceipts({ url: psp.url, token: 'audit' })
  const getReceipt: typeof source.getReceipt = async (reference, signal) => {
    const receipt = await source.getReceipt(reference, signal)
    return receipt && { ...receipt, ...doctored.get(reference) }
  }
  const makeAttester = (operator: ProviderId) => {
    const key = keys.get(operator)
    if (!key) throw new Error('no key')
    const sign = (attestations: Parameters<typeof toAttestationTypedData>[0]) =>
      key.signTypedData(toAttestationTypedData(attestations, domain))
    return {
      view,
      receipts: () => ({ getReceipt }),
      attester: { address: key.address, sign },
      store: openStore(':memory:'),
      clock: systemClock,
      metrics: noMetrics,
      logger: quiet,
    }
  }
  for (const operator of operators) {
    serveAttestations({ ...makeAttester(operator), network: { serve: (_protocol, handler) => void handlers.set(operator, handler) } })
  }
  const local = createAttester(makeAttester(alice))

  return {
    psp,
    local,
    doctored,
    handlers,
    /** An order claimed by a provider. */
    claim(provider: ProviderId = alice, terms: Partial<Order> = {}): AttestationItem {
      const recipient = { corridor: 'NGN/bank' as const, institution: '058', account: '0123456789' }
      const order: Order = {
        ...orderDefaults,
        payer: bob,
        refundTo: bob,
        token: bob,
        amount: 10n,
        payout: 1_000n,
        corridor: 'NGN/bank',
        recipientHash: hashRecipient({ recipient, salt }),
        verifier: domain.verifier,
        reclaimAfter: 4_000_000_000,
        turnSeconds: 30,
        claimBy: 4_000_000_000,
        payWindow: 600,
        salt: salts++,
        ...terms,
      }
      const id = hashOrder(order, { chainId: 1, escrow: bob })
      orders.set(id, { id, order, status: 'claimed', claimer: provider, created: position, changed: position })
      return { orderId: id, reference: toPaymentReference(id), salt }
    },
    move(item: AttestationItem, status: OrderStatus, claimer?: ProviderId) {
      const order = orders.get(item.orderId)
      if (order) orders.set(item.orderId, { ...order, status, claimer })
    },
    async pay(item: AttestationItem, { owner = alice, amount = '1000', account = '0123456789' } = {}) {
      const response = await fetch(new URL('/v1/payouts', psp.url), {
        method: 'POST',
        headers: { authorization: `Bearer key-${owner}` },
        body: JSON.stringify({ reference: item.reference, currency: 'NGN', amount, institution: '058', account, memo: '' }),
      })
      if (response.status !== 201) throw new Error(`the sandbox refused: ${response.status}`)
    },
    /** One attester asked directly, as the network would. */
    ask: (attester: ProviderId, from: ProviderId, body: unknown) => call(handlers, attester, from, body),
    collectDeps: (over: Partial<CollectDeps> = {}): CollectDeps => ({
      network: { request: ({ to, body }) => call(handlers, to, alice, body) },
      self: alice,
      attesters: () => [alice, bob, carol],
      addressOf,
      threshold: 2,
      verifierDomain: domain,
      logger: quiet,
      ...over,
    }),
    close: () => psp.close(),
  }
}

async function call(
  handlers: Map<ProviderId, Parameters<Network['serve']>[1]>,
  to: ProviderId,
  from: ProviderId,
  body: unknown,
): Promise<unknown> {
  const handler = handlers.get(to)
  if (!handler) throw new Error('unreachable')
  return fromJson(toJson(await handler(fromJson(toJson(body)), from, new AbortController().signal)))
}
