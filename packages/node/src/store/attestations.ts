/** Attestations this daemon gave: recorded before the answer leaves, so that it never contradicts itself. */
import { fromJson, type OrderId, type PayoutAttestation, toJson } from '@paynode/sdk/protocol'
import { type Address, type Hex, isAddress, isHex } from 'viem'
import { z } from 'zod'
import type { Store } from './store.ts'

/** What was attested about an order. */
export function getGivenAttestation(store: Store, orderId: OrderId): PayoutAttestation | undefined {
  const row = store.db.prepare('SELECT attestation FROM attestations_given WHERE order_id = ?').get(orderId)
  return row === undefined ? undefined : attestationSchema.parse(fromJson(rowSchema.parse(row).attestation))
}

/** Records an attestation; it replaces the order's former one. `at` is unix milliseconds. */
export function putGivenAttestation(store: Store, attestation: PayoutAttestation, at: number): void {
  store.db
    .prepare(
      `INSERT INTO attestations_given (order_id, attestation, at) VALUES (?, ?, ?)
       ON CONFLICT (order_id) DO UPDATE SET attestation = excluded.attestation, at = excluded.at`,
    )
    .run(attestation.orderId, toJson(attestation), at)
}

const hex = z.custom<Hex>((value) => isHex(value))
const attestationSchema = z.object({
  orderId: hex,
  provider: z.custom<Address>((value) => typeof value === 'string' && isAddress(value)),
  payout: z.bigint(),
  paidAt: z.number(),
})
const rowSchema = z.object({ attestation: z.string() })
