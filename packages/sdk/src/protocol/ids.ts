/** Branded identifiers: an order id cannot be passed where a payment reference is wanted. */
import { type Address, type Hex, hexToBytes, keccak256, stringToHex } from 'viem'

declare const brand: unique symbol
type Brand<base, name extends string> = base & { readonly [brand]: name }

/** EIP-712 digest of an order's terms (32 bytes). */
export type OrderId = Brand<Hex, 'OrderId'>
/** A provider's operator address, checksummed; its id everywhere. */
export type ProviderId = Address
/** What a payout is called at the PSP, for life: `pn` and 26 base32 characters derived from the order id. */
export type PaymentReference = Brand<string, 'PaymentReference'>

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Narrows a 32-byte hex string to an order id. */
export function toOrderId(value: string): OrderId {
  if (!/^0x[0-9a-fA-F]{64}$/.test(value)) throw new TypeError(`order id must be 32 bytes of hex, got "${value}"`)
  return value.toLowerCase() as OrderId
}

/**
 * The payment reference of an order: 130 bits of `keccak256("paynode.reference" ‖ orderId)` in base32 lower case.
 * One order has one reference at every PSP, so one payment can never serve two orders.
 */
export function toPaymentReference(orderId: OrderId): PaymentReference {
  const prefix = stringToHex('paynode.reference')
  const bytes = hexToBytes(keccak256(`${prefix}${orderId.slice(2)}`))
  let bits = 0n
  for (const byte of bytes.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte)
  bits >>= 6n
  let text = ''
  for (let index = 0; index < 26; index++) {
    text = ALPHABET[Number(bits & 31n)] + text
    bits >>= 5n
  }
  return `pn${text}` as PaymentReference
}

/** Hash of a payment reference as it stands in an attestation. */
export function hashPaymentReference(reference: PaymentReference): Hex {
  return keccak256(stringToHex(reference))
}
