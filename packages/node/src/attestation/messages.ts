/** What requester and attester say to each other over the `attest` protocol. Both sides parse. */
import type { OrderId, PaymentReference, PayoutAttestation } from '@paynode/sdk/protocol'
import { type Address, getAddress, type Hex, isAddress } from 'viem'
import { z } from 'zod'

/** A payout to be checked. The salt opens the order's recipient hash to the attester, who sees the recipient at the PSP anyway. */
export type AttestationItem = {
  readonly orderId: OrderId
  readonly reference: PaymentReference
  readonly salt: Hex
  readonly paidAt?: number | undefined
}

/** Why an attester does not vouch for a payout. */
export const refusals = [
  'unregistered',
  'unknownOrder',
  'notClaimed',
  'wrongProvider',
  'wrongReference',
  'noReceiptAccess',
  'receiptUnavailable',
  'noReceipt',
  'notPaid',
  'wrongAmount',
  'wrongCurrency',
  'wrongOwner',
  'wrongRecipient',
  'alreadyAttested',
  'notRecorded',
] as const
export type Refusal = (typeof refusals)[number]

/** An attester's answer about one item. */
export type Verdict =
  | { readonly orderId: OrderId; readonly accepted: true; readonly attestation: PayoutAttestation }
  | { readonly orderId: OrderId; readonly accepted: false; readonly reason: Refusal }

/** Largest batch in one message. */
export const MAX_ITEMS = 200

const bytes32 = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value), 'must be 32 bytes of lower-case hex')
const orderId = z.custom<OrderId>((value) => bytes32.safeParse(value).success, 'must be an order id')
const reference = z.custom<PaymentReference>(
  (value) => typeof value === 'string' && /^pn[a-z2-7]{26}$/.test(value),
  'must be a payment reference',
)
const address = z
  .custom<Address>((value) => typeof value === 'string' && isAddress(value, { strict: false }), 'must be an address')
  .transform((value) => getAddress(value))
const signature = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]{130}$/.test(value),
  'must be 65 bytes of lower-case hex',
)
const paidAt = z.int().min(0).max(0xffffffffff)

export const attestationSchema = z.strictObject({
  orderId,
  provider: address,
  payout: z
    .bigint()
    .min(0n)
    .max((1n << 128n) - 1n),
  paidAt,
})
const itemSchema = z.strictObject({ orderId, reference, salt: bytes32, paidAt: paidAt.optional() })

export const attestRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('check'), items: z.array(itemSchema).min(1).max(MAX_ITEMS) }),
  z.strictObject({ kind: z.literal('sign'), attestations: z.array(attestationSchema).min(1).max(MAX_ITEMS) }),
])
export const checkAnswerSchema = z.strictObject({
  verdicts: z
    .array(
      z.discriminatedUnion('accepted', [
        z.strictObject({ orderId, accepted: z.literal(true), attestation: attestationSchema }),
        z.strictObject({ orderId, accepted: z.literal(false), reason: z.enum(refusals) }),
      ]),
    )
    .max(MAX_ITEMS),
})
export const signAnswerSchema = z.strictObject({ signature })
