/** Finds where a payout goes in Circle's own books: a bank account that the operator linked, or an address that is added and has to become active. */

import type { PrepareResult } from '../../psp.ts'
import { readAnswer } from '../../transport/readAnswer.ts'
import type { TransportAnswer } from '../../transport/types.ts'
import { toKey } from './mapping.ts'
import { bankSchema, entrySchema, errorSchema } from './schemas.ts'

/** `ready`: the vendor's id of a destination that can be paid now. */
export type FoundDestination = { readonly type: 'ready'; readonly id: string } | Exclude<PrepareResult, { readonly type: 'prepared' }>

/** Creates the look-ups. They move no money and may be repeated. */
export function createDestinations(deps: {
  get(route: string, path: string, signal: AbortSignal): Promise<TransportAnswer>
  post(path: string, body: string, signal: AbortSignal): Promise<TransportAnswer>
}) {
  const { get, post } = deps
  return {
    /** `type` is the way it is to be paid; an account that is shown not to take it is refused. */
    async findBank(id: string, type: string, signal: AbortSignal): Promise<FoundDestination> {
      const answer = await get(`${BANKS}/:id`, `${BANKS}/${encodeURIComponent(id)}`, signal)
      const bank = readAnswer(answer, bankSchema)
      if (!bank) return toProblem(answer)
      const { data } = bank
      const { evidence } = answer
      if (data.id !== id) return { type: 'unavailable', evidence: { ...evidence, code: 'notOurs' } }
      const takes = data.transferTypesInfo ? Object.hasOwn(data.transferTypesInfo, type) : true
      if (data.status === 'failed' || !takes) return { type: 'rejected', reason: 'bad_destination', evidence }
      return data.status === 'complete' ? { type: 'ready', id } : { type: 'unavailable', evidence }
    },
    /** A new address may be inactive for a day. Its key is made of it, so adding it again finds it; only the second answer's status is current. */
    async findEntry(entry: { readonly chain: string; readonly address: string }, signal: AbortSignal): Promise<FoundDestination> {
      const request = { idempotencyKey: toKey(`${entry.chain}:${entry.address}`), ...entry, metadata: {} }
      const added = await post(ENTRIES, JSON.stringify(request), signal)
      const made = added.type === 'answered' && isDone(added.status) ? entrySchema.safeParse(added.json) : undefined
      if (!made?.success) return toProblem(added)
      const { id } = made.data.data
      const answer = await get(`${ENTRIES}/:id`, `${ENTRIES}/${id}`, signal)
      const now = readAnswer(answer, entrySchema)
      if (!now) return toProblem(answer)
      const { data } = now
      const { evidence } = answer
      const isOurs = data.id === id && data.chain === entry.chain && data.address.toLowerCase() === entry.address.toLowerCase()
      if (!isOurs) return { type: 'unavailable', evidence: { ...evidence, code: 'notOurs' } }
      if (data.status === 'denied') return { type: 'rejected', reason: 'compliance', evidence }
      return data.status === 'active' ? { type: 'ready', id } : { type: 'unavailable', evidence }
    },
  }
}

const BANKS = '/v1/businessAccount/banks/wires'
const ENTRIES = '/v1/addressBook/recipients'
/** "API parameter invalid". */
const INVALID = 2
const isDone = (status: number) => status === 200 || status === 201

function toProblem(answer: TransportAnswer): FoundDestination {
  const { evidence } = answer
  if (answer.type === 'throttled') return { type: 'unavailable', retryAt: answer.retryAt, evidence }
  const error = answer.type === 'answered' ? errorSchema.safeParse(answer.json) : undefined
  if (answer.type === 'failed' || !error?.success) return { type: 'unavailable', evidence }
  if (answer.status === 401) return { type: 'rejected', reason: 'auth', evidence }
  const isFinal = answer.status === 404 || (answer.status === 400 && error.data.code === INVALID)
  return isFinal ? { type: 'rejected', reason: 'bad_destination', evidence } : { type: 'unavailable', evidence }
}
