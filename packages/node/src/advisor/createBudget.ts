/** What advice may cost in any 24 hours: calls and tokens. Kept in memory: a restart starts anew, with one question at most per corridor. */
import type { Clock } from '../runtime/clock.ts'

/** Limits within 24 hours. */
export type BudgetLimits = { readonly callsPerDay: number; readonly tokensPerDay: number }

/** `take` reserves the tokens that a question may cost at most; `settle` corrects them to what it did cost. */
export type Budget = { take(tokens: number): { settle(tokens: number): void } | undefined }

const DAY_MS = 86_400_000

/** An untouched budget. */
export function createBudget(clock: Clock, { callsPerDay, tokensPerDay }: BudgetLimits): Budget {
  let spent: { at: number; tokens: number }[] = []
  return {
    take: (tokens) => {
      spent = spent.filter(({ at }) => at > clock.now() - DAY_MS)
      const total = spent.reduce((sum, entry) => sum + entry.tokens, 0)
      if (spent.length >= callsPerDay || total + tokens > tokensPerDay) return undefined
      const entry = { at: clock.now(), tokens }
      spent.push(entry)
      return {
        settle: (actual) => {
          entry.tokens = actual
        },
      }
    },
  }
}
