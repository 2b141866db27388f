/** Reads the answer to a status query: the one place that says what became of a payout. */
import type { Evidence, PayoutTarget, PspReason, QueryResult } from '../../psp.ts'
import type { Answer } from './createQuestions.ts'
import { toAmount, toSeconds, toStatus, troubleCodes } from './mapping.ts'
import { type MpesaResult, valuesOf } from './schemas.ts'

/** An answer that says "no such payout" counts as proof only when it was asked for this recently. Milliseconds. */
const PROOF_MS = 10_000

/** `proves` are codes that may be believed as "no such payout"; `failure` is what the payout's own result said, where that may be believed. */
export function readAnswer(parameters: {
  readonly target: PayoutTarget
  readonly pspReference: string
  readonly answer: Answer<MpesaResult>
  readonly now: number
  readonly proves: ReadonlySet<string>
  readonly failure: PspReason | undefined
}): QueryResult {
  const { target, pspReference, answer, now, proves, failure } = parameters
  const { result } = answer
  const code = result.ResultCode
  const evidence: Evidence = { ...toSafeCode(code), at: answer.at }
  if (troubleCodes.has(code)) return { type: 'unknown', evidence }
  const asked = toAsked(target)
  if (code !== '0') {
    if (failure && asked) return { type: 'found', status: 'FAILED', amount: asked.amount, reason: failure, evidence }
    return { type: 'notFound', authoritative: proves.has(code) && now - answer.askedAt <= PROOF_MS, evidence }
  }
  const [pspId] = valuesOf(result, 'ConversationID')
  const isOurs = valuesOf(result, 'OriginatorConversationID')[0] === pspReference || (pspId !== undefined && pspId === target.pspId)
  if (!isOurs) return { type: 'unknown', evidence: { ...evidence, code: 'notOurs' } }
  const amount = toAmount(result, 'Amount')
  if (!amount) return { type: 'unknown', evidence: { ...evidence, code: 'unreadable' } }
  const mapped = toStatus(String(valuesOf(result, 'TransactionStatus')[0] ?? ''))
  if (!mapped) return { type: 'unknown', evidence: { ...evidence, code: 'strangeStatus' } }
  return {
    type: 'found',
    status: mapped.status,
    pspId: typeof pspId === 'string' && /^[\w-]{1,64}$/.test(pspId) ? pspId : undefined,
    amount,
    destinationMatches: asked && isSame(result, asked.account),
    paidAt: mapped.status === 'SUCCEEDED' ? toSeconds(valuesOf(result, 'FinalisedTime')[0]) : undefined,
    reason: mapped.reason,
    evidence,
  }
}

/** Parties are shown as `254… - NAME`, both under one key; undefined when no number is shown in full. */
function isSame(result: MpesaResult, account: string): boolean | undefined {
  const shown = ['DebitPartyName', 'CreditPartyName', 'ReceiverPartyPublicName']
    .flatMap((key) => valuesOf(result, key))
    .flatMap((value) => /^254\d{9}(?!\d)/.exec(String(value)) ?? [])
  return shown.length === 0 ? undefined : shown.includes(account)
}

function toAsked({ prepared }: PayoutTarget) {
  if (!prepared) return undefined
  const { Amount, PartyB }: { Amount: string; PartyB: string } = JSON.parse(prepared.wire.body) // written by prepare
  return { amount: { value: BigInt(Amount) * 100n, currency: 'KES' }, account: PartyB }
}

/** A short word that cannot be an account. */
function toSafeCode(code: string): { readonly code?: string } {
  return /^[\w.-]{1,32}$/.test(code) && !/\d{9}/.test(code) ? { code } : {}
}
