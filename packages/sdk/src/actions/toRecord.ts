/** Keeps a prepared order as text, so that it is found again after a reload, a crash or on another machine. No recipient details are in it. */
import type { Hex } from 'viem'
import type { PaynodeNetwork } from '../clients/network.ts'
import { RecordMismatchError } from '../errors/order.ts'
import { type OrderId, toOrderId } from '../protocol/ids.ts'
import { fromJson, toJson } from '../protocol/json.ts'
import { hashOrder, type Order } from '../protocol/order.ts'
import { integer, number, optional, record, text } from './decode.ts'

/** What is kept. */
export type OrderRecord = {
  readonly orderId: OrderId
  readonly order: Order
  /** Of the lock, once the wallet or a gateway has sent it. */
  readonly transactionHash?: Hex | undefined
}

const bigints = (value: unknown): bigint => {
  if (typeof value !== 'bigint') throw new TypeError('expected a bigint')
  return value
}
const parse = record({
  version: integer(1, 1),
  chainId: integer(1, Number.MAX_SAFE_INTEGER),
  escrow: text(/^0x[0-9a-f]{40}$/),
  order: (value) => {
    record({ amount: bigints, payout: bigints, salt: bigints, claimBy: number, reclaimAfter: number, payWindow: number })(value)
    return value as Order // the rest is checked by hashing it
  },
  transactionHash: optional(text<Hex>(/^0x[0-9a-f]{64}$/i)),
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
export function fromRecord(json: string, network: Pick<PaynodeNetwork, 'chainId' | 'contracts'>): OrderRecord {
  const { OrderEscrow: escrow } = network.contracts
  let kept: ReturnType<typeof parse>
  let orderId: OrderId
  try {
    kept = parse(fromJson(json))
    orderId = toOrderId(hashOrder(kept.order, { chainId: network.chainId, escrow })) // hashing fails on any term that is no term
  } catch (cause) {
    throw new RecordMismatchError({ reason: 'it is damaged or from another version', cause })
  }
  if (kept.chainId !== network.chainId) throw new RecordMismatchError({ reason: `it is of chain ${kept.chainId}` })
  if (kept.escrow !== escrow.toLowerCase()) throw new RecordMismatchError({ reason: `it is of the escrow ${kept.escrow}` })
  const { transactionHash } = kept
  return { orderId, order: kept.order, ...(transactionHash ? { transactionHash } : {}) }
}
