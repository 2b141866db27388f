/** Where a page of orders ended, as text that clients hand back unread. */
import { type OrderId, toOrderId } from '@paynode/sdk/protocol'
import type { OrderRecord } from '../../orders/types.ts'
import { ApiError } from './problem.ts'

/** The cursor after an order. */
export function toCursorText({ id, created }: Pick<OrderRecord, 'id' | 'created'>): string {
  return `${created.block}-${id}`
}

/** @throws ApiError `invalid_request` for anything that `toCursorText` did not write. */
export function fromCursor(text: string): { readonly block: number; readonly id: OrderId } {
  const [, block, id] = /^(\d{1,15})-(0x[0-9a-f]{64})$/.exec(text) ?? []
  if (block === undefined || id === undefined) throw new ApiError('invalid_request', 'cursor: must be `next` of the page before')
  return { block: Number(block), id: toOrderId(id) }
}
