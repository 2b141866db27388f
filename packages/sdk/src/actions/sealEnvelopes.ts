/** Seals an order's recipient to providers and leaves the ciphertexts with a gateway. */
import type { Address } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import type { OrderId } from '../protocol/ids.ts'
import { toJson } from '../protocol/json.ts'
import type { Order } from '../protocol/order.ts'
import type { SaltedRecipient } from '../protocol/recipient.ts'
import { type SealedRecipient, sealRecipient } from '../protocol/sealing.ts'
import { askGateway } from './askGateway.ts'
import { record } from './decode.ts'
import type { Provider } from './getProviders.ts'

/** A ciphertext and whom it is for. */
export type Envelope = { readonly provider: Address; readonly sealed: SealedRecipient }

/** One envelope per provider, in the providers' order. Nobody else can open them, and only for this order. */
export function sealEnvelopes(
  salted: SaltedRecipient,
  orderId: OrderId,
  providers: readonly Pick<Provider, 'operator' | 'hpkeKey'>[],
): Promise<readonly Envelope[]> {
  return Promise.all(
    providers.map(async ({ operator, hpkeKey }) => ({ provider: operator, sealed: await sealRecipient(salted, orderId, hpkeKey) })),
  )
}

/** Gateways take this many envelopes at once. */
const CHUNK = 16

/** Hands envelopes to the first gateway that takes them; it passes them on to the others. @throws GatewayError. */
export async function sendEnvelopes(parameters: {
  readonly network: Pick<PaynodeNetwork, 'gateways'>
  readonly orderId: OrderId
  readonly order: Order
  readonly envelopes: readonly Envelope[]
  readonly signal?: AbortSignal | undefined
}): Promise<void> {
  const { network, orderId, order, envelopes, signal } = parameters
  for (let start = 0; start < envelopes.length; start += CHUNK) {
    const body = { orderId, order: toJson(order), envelopes: envelopes.slice(start, start + CHUNK) }
    await askGateway({ gateways: network.gateways, path: '/v1/recipients', body, parse: record({}), signal })
  }
}
