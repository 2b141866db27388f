/** What a payer sends to a gateway that pays the gas: `POST /v1/orders`. */
import type { Address, Hex } from 'viem'
import type { Funding } from './funding.ts'
import { toJson } from './json.ts'
import type { Order } from './order.ts'
import type { SealedRecipient } from './sealing.ts'

/** The body. `order` and `funding` are `toJson` texts; parse the latter with `fundingSchema` after `fromJson`. */
export type RelayRequest = {
  readonly order: string
  readonly funding: string
  /** As `POST /v1/recipients` takes them; left out when they are with a gateway already. */
  readonly envelopes?: readonly { readonly provider: Address; readonly sealed: SealedRecipient }[] | undefined
}

/** The gateway's 202. The payer checks the chain, not this. */
export type RelayReceipt = { readonly orderId: Hex; readonly transactionHash: Hex }

/** A signed order → the body of the request. */
export function toRelayRequest({
  order,
  funding,
  envelopes,
}: {
  readonly order: Order
  readonly funding: Funding
  readonly envelopes?: RelayRequest['envelopes']
}): RelayRequest {
  return { order: toJson(order), funding: toJson(funding), ...(envelopes ? { envelopes } : {}) }
}
