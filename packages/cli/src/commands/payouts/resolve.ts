/** `paynode payouts resolve`: a person's decision, recorded with who, when and why, before the daemon acts on it. */
import { hostname, userInfo } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { Context } from '../../context.ts'
import { CliError, retryError, usageError } from '../../errors.ts'
import { parseCount } from '../../network/parseOptions.ts'

export type ResolveOptions = {
  readonly config: string
  readonly paid?: boolean
  readonly failed?: boolean
  readonly proof?: string
  readonly reason?: string
  readonly at?: string
  readonly by?: string
  readonly yes?: boolean
  readonly wait: string
}

const MAX_TEXT = 500

/** Prints what came of it. @throws when the ledger or the PSP speaks against it; exit 75 when a running daemon has not answered yet. */
export async function resolve(payout: string, options: ResolveOptions, { emit, signal }: Context): Promise<void> {
  const { verdict, why } = parseVerdict(options)
  const waitMs = parseCount(options.wait, '--wait', { min: 0, max: 600 }) * 1_000
  const config = await loadNodeConfig(options.config)
  const { resolvePayout, systemClock, whyNotResolve } = await import('@paynode/node')
  const paidAt = verdict === 'paid' ? parseTime(options.at, systemClock.now()) : undefined
  const decision = { payout, verdict, why, paidAt, decidedBy: options.by ?? `${userInfo().username}@${hostname()}` }
  const problem = whyNotResolve(config, decision)
  if (problem !== undefined) throw new CliError(problem)
  if (!options.yes) await confirm(payout, verdict, signal)
  const result = await resolvePayout(config, decision, { waitMs, signal })
  if (result.type === 'impossible') throw new CliError(result.reason)
  if (result.type === 'refused') throw new CliError(`recorded, and refused by the daemon: ${result.answer}`)
  if (result.type === 'waiting' && result.running)
    throw retryError('recorded; the daemon has not acted on it yet. See: paynode payouts list --all')
  const text =
    result.type === 'applied'
      ? `${payout} is ${verdict}: ${result.answer}. The daemon carries on from there.`
      : 'Recorded. No daemon runs on this database; the next one acts on it when it starts.'
  emit({
    data: { payout, verdict, outcome: result.type, ...(result.type === 'applied' ? { answer: result.answer } : {}) },
    text: () => text,
  })
}

function parseVerdict({ paid, failed, proof, reason, at }: ResolveOptions): { readonly verdict: 'paid' | 'failed'; readonly why: string } {
  if (paid === failed) throw usageError('say either --paid --proof <text> or --failed --reason <text>')
  const [verdict, why, name] = paid ? (['paid', proof, '--proof'] as const) : (['failed', reason, '--reason'] as const)
  if (failed && (proof !== undefined || at !== undefined)) throw usageError('--proof and --at go with --paid')
  if (paid && reason !== undefined) throw usageError('--reason goes with --failed')
  const text = why?.trim() ?? ''
  if (text.length < 4 || text.length > MAX_TEXT) throw usageError(`--${verdict} needs ${name} <text>, 4 to ${MAX_TEXT} characters`)
  return { verdict, why: text }
}

function parseTime(text: string | undefined, now: number): number {
  const at = text === undefined ? now : Date.parse(text)
  if (!Number.isFinite(at) || at > now) throw usageError('--at is no past ISO 8601 time, like 2026-01-31T12:00:00Z')
  return Math.floor(at / 1_000)
}

const meanings = {
  paid: 'The daemon will prove the payout and collect the tokens; attesters ask the PSP for themselves.',
  failed: 'The order goes to other providers. If the PSP pays after all, the recipient has the money twice and you bear it.',
}

async function confirm(payout: string, verdict: 'paid' | 'failed', signal: AbortSignal): Promise<void> {
  if (process.stdin.isTTY !== true) throw usageError('nobody can be asked here; add --yes once you are sure')
  const line = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const typed = await line.question(`${meanings[verdict]}\nType the reference again to record it as ${verdict}: `, { signal })
    if (typed.trim() !== payout) throw new CliError('not the same reference; nothing was recorded')
  } finally {
    line.close()
  }
}
