/** The sandbox PSP's books as a model: one payout and at most one debit per account and reference, statuses that come with time. */
import type { Recipient } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { PspReason } from '../../../../node/src/payout/psp.ts'

/** A payout as the PSP has it. Times are unix milliseconds. */
export type PspPayout = {
  readonly id: string
  readonly owner: Address
  readonly reference: string
  readonly amount: bigint
  readonly currency: string
  readonly recipient: Recipient
  readonly failure: PspReason | undefined
  readonly createdAt: number
  readonly settleAt: number
}
export type PspPayoutStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED'
export type CommitResult =
  | { readonly type: 'committed'; readonly payout: PspPayout }
  | { readonly type: 'duplicate' }
  | { readonly type: 'insufficientFunds' }

/** The books. */
export type PspModel = {
  /** Records a payout and its debit, or neither. One that is bound to fail debits nothing. */
  commit(
    owner: Address,
    request: Pick<PspPayout, 'reference' | 'amount' | 'currency' | 'recipient'>,
    ending: { readonly settleMs: number; readonly failure?: PspReason | undefined },
  ): CommitResult
  payout(owner: Address, reference: string): PspPayout | undefined
  statusOf(payout: PspPayout): PspPayoutStatus
  balance(owner: Address, currency: string): bigint
  /** Across accounts: the earliest success, else the newest try. */
  receipt(reference: string): PspPayout | undefined
  payouts(): readonly PspPayout[]
  /** Makes an account one that nobody has: a payout to it is refused at once, or fails in the end. */
  close(recipient: Recipient, refusal: Refusal): void
  refusalOf(recipient: Recipient): Refusal | undefined
}
/** What becomes of a payout to an account that is none. */
export type Refusal = 'refused' | 'fails'

/** Opens the books with the same balance of every currency in every account. */
export function createPspModel({ now, openingBalance }: { now(): number; readonly openingBalance: bigint }): PspModel {
  const payouts: PspPayout[] = []
  const closed = new Map<string, Refusal>()
  const find = (owner: Address, reference: string) =>
    payouts.find((payout) => payout.owner.toLowerCase() === owner.toLowerCase() && payout.reference === reference)
  const statusOf = ({ settleAt, failure }: PspPayout): PspPayoutStatus => {
    if (now() < settleAt) return 'PENDING'
    return failure === undefined ? 'SUCCEEDED' : 'FAILED'
  }
  const balance = (owner: Address, currency: string) =>
    payouts
      .filter(
        (payout) => payout.owner.toLowerCase() === owner.toLowerCase() && payout.currency === currency && payout.failure === undefined,
      )
      .reduce((left, { amount }) => left - amount, openingBalance)
  return {
    commit: (owner, request, { settleMs, failure }) => {
      if (find(owner, request.reference)) return { type: 'duplicate' }
      if (failure === undefined && balance(owner, request.currency) < request.amount) return { type: 'insufficientFunds' }
      const createdAt = now()
      const payout = { ...request, id: `po_${payouts.length + 1}`, owner, failure, createdAt, settleAt: createdAt + settleMs }
      payouts.push(payout)
      return { type: 'committed', payout }
    },
    payout: find,
    statusOf,
    balance,
    receipt: (reference) => {
      const tries = payouts
        .filter((payout) => payout.reference === reference)
        .sort((left, right) => left.settleAt - right.settleAt || (left.id < right.id ? -1 : 1))
      return tries.find((payout) => statusOf(payout) === 'SUCCEEDED') ?? tries.at(-1)
    },
    payouts: () => payouts,
    close: (recipient, refusal) => void closed.set(toOwnSpelling(recipient).account, refusal),
    refusalOf: (recipient) => closed.get(toOwnSpelling(recipient).account),
  }
}

/** PSPs trim what they are told, and spell addresses in small letters. */
export const toOwnSpelling = (recipient: Recipient): Recipient => ({ ...recipient, account: recipient.account.trim().toLowerCase() })
