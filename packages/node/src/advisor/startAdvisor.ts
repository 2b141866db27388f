/** Asks the advisor beside everything else, once every few epochs, and remembers what it said. Nothing waits for it. */
import type { Corridor } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Metrics } from '../runtime/metrics.ts'
import { startLoop } from '../runtime/startLoop.ts'
import { askAdvisor } from './askAdvisor.ts'
import { type BudgetLimits, createBudget } from './createBudget.ts'
import { createPrompt } from './createPrompt.ts'
import type { Endpoint } from './dialects.ts'
import { readStatusPages } from './readStatusPages.ts'
import type { AdvisedProvider } from './types.ts'

/** What advising needs. `describe` shows the other providers of a corridor as they stand. */
export type AdvisorDeps = BudgetLimits & {
  readonly endpoint: Endpoint
  readonly timeoutMs: number
  /** Epochs between two questions about a corridor; advice stands for as long. */
  readonly everyEpochs: number
  readonly statusPages: readonly string[]
  readonly corridors: readonly Corridor[]
  readonly epochSeconds: number
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  describe(corridor: Corridor, epoch: number): readonly AdvisedProvider[]
}

/** Scores that stand in an epoch; empty without any. */
export type Advisor = { adviceFor(corridor: Corridor, epoch: number): ReadonlyMap<Address, number>; close(): Promise<void> }

type Advice = { readonly epoch: number; readonly scores: ReadonlyMap<Address, number> }
const none: ReadonlyMap<Address, number> = new Map()

/** Starts asking; `close` breaks off a question under way. */
export function startAdvisor(deps: AdvisorDeps): Advisor {
  const { clock, epochSeconds, everyEpochs } = deps
  const known = new Map<Corridor, Advice>()
  const askedIn = new Map<Corridor, number>()
  const ask = createAsk(deps)
  const loop = startLoop(deps.signal, async (signal) => {
    const epoch = Math.floor(clock.now() / 1_000 / epochSeconds)
    for (const corridor of deps.corridors) {
      if (signal.aborted || epoch - (askedIn.get(corridor) ?? -everyEpochs) < everyEpochs) continue
      askedIn.set(corridor, epoch) // whatever comes of it: a failing endpoint is not asked more often than a good one
      const scores = await ask(corridor, epoch, signal).catch((error: unknown) => {
        if (!signal.aborted) deps.logger.warn({ corridor, reason: error instanceof Error ? error.name : 'unknown' }, 'advisor not asked')
        return undefined
      })
      if (scores) known.set(corridor, { epoch, scores })
    }
    const next = (Math.floor(clock.now() / 1_000 / epochSeconds) + 1) * epochSeconds * 1_000
    await clock.sleep(Math.max(10, next - clock.now()), signal).catch(() => {})
  })
  return {
    adviceFor: (corridor, epoch) => {
      const advice = known.get(corridor)
      return advice && advice.epoch <= epoch && epoch - advice.epoch <= everyEpochs ? advice.scores : none
    },
    close: loop.close,
  }
}

/** One question within the budget; undefined when nothing came of it. */
function createAsk(deps: AdvisorDeps) {
  const { clock, endpoint, metrics, logger } = deps
  const budget = createBudget(clock, deps)
  return async (corridor: Corridor, epoch: number, signal: AbortSignal): Promise<ReadonlyMap<Address, number> | undefined> => {
    const providers = deps.describe(corridor, epoch)
    if (providers.length === 0) return undefined
    const statusTexts = await readStatusPages(deps, deps.statusPages, signal)
    const prompt = createPrompt({ corridor, epoch, providers, statusTexts })
    const most = Buffer.byteLength(prompt.system + prompt.user) + endpoint.maxTokens // no tokeniser makes more tokens than bytes
    const reserved = budget.take(most)
    if (!reserved) {
      metrics.count('paynode_advisor_answers_total', { result: 'budget' })
      return undefined
    }
    const answer = await askAdvisor(deps, prompt, signal)
    if (answer.type === 'advised' && answer.tokens > 0) reserved.settle(answer.tokens)
    metrics.count('paynode_advisor_answers_total', { result: answer.type === 'advised' ? 'advised' : answer.reason })
    if (answer.type === 'advised') return answer.scores
    logger.warn({ corridor, epoch, reason: answer.reason }, 'the advisor gave no scores')
    return undefined
  }
}
