/** Decides what goes wrong with a submission: scripted faults first, then the magic ends of account numbers. */
import type { Fault, FaultKind } from './types.ts'

/** What a submission meets. `before`: refused with an error 500 and nothing recorded. */
export type Mishap = {
  readonly before: boolean
  readonly failure?: string | undefined
  readonly settleMs?: number | undefined
  readonly answer?: { readonly fault: Exclude<FaultKind, 'fail' | 'duplicateWebhook'>; readonly ms: number } | undefined
  readonly duplicateWebhook: boolean
}

/** Scripted faults, used up in order. */
export type Faults = {
  add(fault: Fault): void
  /** Counts one submission. */
  next(request: { readonly reference: string; readonly account: string }): Mishap
}

/** Creates an empty script. */
export function createFaults(): Faults {
  const script: { readonly fault: Fault; left: number }[] = []
  let submissions = 0
  return {
    add: (fault) => {
      script.push({ fault, left: fault.times })
    },
    next: (request) => {
      submissions += 1
      const hit = script.find(({ fault, left }) => left > 0 && isMatch(fault, request, submissions))
      if (!hit) return toMagic(request.account)
      hit.left -= 1
      const { fault, ms } = hit.fault
      if (fault === 'fail') return { before: false, failure: 'provider', duplicateWebhook: false }
      if (fault === 'duplicateWebhook') return { before: false, duplicateWebhook: true }
      return { before: false, answer: { fault, ms }, duplicateWebhook: false }
    },
  }
}

function isMatch({ match }: Fault, request: { readonly reference: string; readonly account: string }, nth: number): boolean {
  return (
    (match.reference === undefined || match.reference === request.reference) &&
    (match.account === undefined || match.account === request.account) &&
    (match.nth === undefined || match.nth === nth)
  )
}

function toMagic(account: string): Mishap {
  const plain = { before: false, duplicateWebhook: false } as const
  switch (account.slice(-4)) {
    case '0000':
      return { ...plain, failure: 'bad_destination' }
    case '1111':
      return { ...plain, answer: { fault: 'dropAfterCommit', ms: 0 } }
    case '2222':
      return { ...plain, settleMs: 2_000 }
    case '3333':
      return { ...plain, before: true }
    case '4444':
      return { ...plain, failure: 'insufficient_funds' }
    default:
      return plain
  }
}
