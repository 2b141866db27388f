/** What was typed, as values; undefined where it is not complete yet. */
import { getCorridor } from '../../protocol/corridor.ts'
import { parsePayout } from '../../protocol/payout.ts'
import { type Recipient, validateRecipient } from '../../protocol/recipient.ts'
import type { Draft } from './types.ts'

/** The payout in minor units, 0 while it is none; `problem` when the text is no amount, `near` when the rail pays only what lies beside it. */
export type TypedAmount = {
  readonly payout: bigint
  readonly problem?: string
  readonly near?: readonly bigint[]
}

/** What the amount's text comes to. */
export function readAmount({ corridor, amount }: Draft): TypedAmount {
  const info = getCorridor(corridor)
  if (amount.trim() === '' || !info) return { payout: 0n }
  try {
    const payout = parsePayout(amount, info.currency as Parameters<typeof parsePayout>[1])
    const { grain = 1n } = info
    const below = payout - (payout % grain)
    return below === payout ? { payout } : { payout: 0n, near: [below, below + grain] }
  } catch (error) {
    return { payout: 0n, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** The recipient, once it is one that its rail can pay. */
export function readRecipient({ corridor, institution, account }: Draft): Recipient | undefined {
  const hasInstitution = getCorridor(corridor)?.institution !== undefined
  const recipient: Recipient = { corridor, account: account.replace(/\s/g, ''), ...(hasInstitution ? { institution } : {}) }
  return validateRecipient(recipient) === undefined ? recipient : undefined
}
