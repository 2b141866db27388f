/** Keeps a prepared order as text, so that it is found again after a reload, a crash or on another machine. No recipient details are in it. */
import type { Hex } from 'viem'
import * as z from 'zod/mini'
import type { PaynodeNetwork } from '../clients/network.ts'
import { RecordMismatchError } from '../errors/order.ts'
import { type OrderId, toOrderId } from '../protocol/ids.ts'
import { fromJson, toJson } from '../protocol/json.ts'
import { hashOrder, type Order } from '../protocol/order.ts'

/** What is kept. */
export type OrderRecord = {
  readonly orderId: OrderId
  readonly order: Order
  /** Of the lock, once the wallet or a gateway has sent it. */
  readonly transactionHash?: Hex | undefined
}

const schema = z.object({
  version: z.literal(1),
  chainId: z.number(),
  escrow: z.string(),
  order: z.looseObject({ payer: z.string(), claimBy: z.number(), amount: z.bigint(), payout: z.bigint(), salt: z.bigint() }),
  transactionHash: z.optional(z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/i.test(value))),
})

/**
 * The text to keep, from the `prepared` step on.
 * @example
 * await createOrder(wallet, {
 *   network,
 *   amount: 25_000_000n,
 *   recipient,
 *   onProgress: (progress) => {
 *     if (progress.step === 'prepared') localStorage.setItem('order', toRecord({ network, ...progress }))
 *   },
 * })
 */
export function toRecord({
  network,
  order,
  transactionHash,
}: Omit<OrderRecord, 'orderId'> & { readonly network: Pick<PaynodeNetwork, 'chainId' | 'contracts'> }): string {
  const escrow = network.contracts.OrderEscrow.toLowerCase()
  return toJson({ version: 1, chainId: network.chainId, escrow, order, transactionHash })
}

/** Reads what `toRecord` wrote. @throws RecordMismatchError when it is damaged, of another network, or from a newer version. */
export function fromRecord(text: string, network: Pick<PaynodeNetwork, 'chainId' | 'contracts'>): OrderRecord {
  const { OrderEscrow: escrow } = network.contracts
  let record: z.output<typeof schema>
  let orderId: OrderId
  try {
    record = schema.parse(fromJson(text))
    orderId = toOrderId(hashOrder(record.order as unknown as Order, { chainId: network.chainId, escrow })) // hashing fails on any term that is no term
  } catch (cause) {
    throw new RecordMismatchError({ reason: 'it is damaged or from another version', cause })
  }
  if (record.chainId !== network.chainId) throw new RecordMismatchError({ reason: `it is of chain ${record.chainId}` })
  if (record.escrow !== escrow.toLowerCase()) throw new RecordMismatchError({ reason: `it is of the escrow ${record.escrow}` })
  const { transactionHash } = record
  return { orderId, order: record.order as unknown as Order, ...(transactionHash ? { transactionHash } : {}) }
}
