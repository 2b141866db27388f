/** An order event as the gateway publishes it: named fields only, so that a new kind of event leaks nothing. */
import { hideAccounts } from './hideAccounts.ts'
import type { LoggedEvent } from './types.ts'

/** Fields of order events that anybody may see. */
const published = [
  'provider',
  'payBy',
  'settleAfter',
  'cause',
  'rank',
  'ranking',
  'route',
  'reference',
  'paidAt',
  'amount',
  'attesters',
  'transactionHash',
  'toBlock',
] as const

/** Log row → HTTP. `at` is unix milliseconds. */
export function toEventView({ seq, orderId, type, name, state, at, data }: LoggedEvent) {
  const fields = (data ?? {}) as Readonly<Record<string, unknown>>
  const position = fields.position as { readonly block?: number; readonly transactionHash?: string } | undefined
  return {
    seq,
    orderId,
    type,
    ...(name ? { name } : {}),
    state,
    at,
    data: {
      ...Object.fromEntries(published.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]]))),
      ...(typeof fields.reason === 'string' ? { reason: hideAccounts(fields.reason) } : {}),
      ...(position ? { block: position.block, transactionHash: position.transactionHash } : {}),
    },
  }
}
