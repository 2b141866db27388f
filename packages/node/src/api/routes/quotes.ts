/** `GET /v1/quotes`: what providers pay for an amount, best first. */
import { type Corridor, floorToGrain, hashViews, type Report, type SignedReport } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { amountText, hexText } from './answers.ts'
import { corridorSchema, parse } from './parse.ts'
import type { AddRoute, ApiDeps } from './types.ts'

const querySchema = z.strictObject({
  corridor: corridorSchema,
  /** Token minor units; without it quotes are for one whole token and payout limits are not applied. */
  amount: z
    .string()
    .regex(/^[1-9]\d{0,37}$/, 'must be a positive whole number of token minor units')
    .transform(BigInt)
    .optional(),
})

const answerSchema = z.strictObject({
  corridor: corridorSchema,
  amount: amountText,
  epoch: z.int(),
  quotes: z.array(
    z.strictObject({
      provider: hexText,
      epoch: z.int(),
      rate: amountText,
      minPayout: amountText,
      maxPayout: amountText,
      liquidityBucket: z.int(),
      loadBps: z.int(),
      capacity: z.int(),
      maintenance: z.boolean(),
      views: hexText,
      payout: amountText,
      signature: hexText.optional(),
    }),
  ),
  excluded: z.array(z.strictObject({ provider: hexText, reason: z.enum(['unregistered', 'maintenance', 'belowMinimum', 'aboveMaximum']) })),
})

/** Payouts are minor units of the corridor's currency, rounded down to what the rail carries, before fees. Each quote is its provider's signed report, its views by their digest. */
export const addQuotesRoute: AddRoute = (app, { deps }) => {
  const operation = {
    tag: 'network',
    summary: 'What providers pay for an amount',
    query: querySchema,
    answers: { 200: answerSchema },
  } as const
  app.get('/v1/quotes', { config: { operation } }, (request) => toQuotes(deps, parse(querySchema, request.query)))
}

/** Offers for an amount, best first, and who makes none. */
export async function toQuotes(
  deps: Pick<ApiDeps, 'network' | 'view' | 'currentQuotes'>,
  query: { readonly corridor: Corridor; readonly amount?: bigint | undefined },
) {
  const one = 10n ** BigInt(deps.network.token.decimals)
  const amount = query.amount ?? one
  const { epoch, reports, signed } = await deps.currentQuotes(query.corridor)
  const signatureOf = toSignatures(signed)
  const offers = reports.map((report) => {
    const { corridor: _, views, ...terms } = report
    const { provider, rate } = report
    const payout = floorToGrain(query.corridor, (amount * rate) / one)
    const registered = deps.view.provider(provider)?.corridors.includes(query.corridor) ?? false
    return {
      ...terms,
      views: toDigest(views),
      payout,
      signature: signatureOf.get(provider),
      reason: toReason(report, registered, query.amount && payout),
    }
  })
  return {
    corridor: query.corridor,
    amount,
    epoch,
    quotes: offers
      .filter(({ reason }) => reason === undefined)
      .sort(byPayout)
      .map(({ reason: _reason, ...quote }) => quote),
    excluded: offers.flatMap(({ provider, reason }) => (reason ? [{ provider, reason }] : [])),
  }
}

const digests = new WeakMap<Report['views'], string>()

/** Payers check a signature, not what a provider thinks of others: they get the digest that the signature covers. */
function toDigest(views: Report['views']): string {
  const known = digests.get(views) ?? hashViews(views)
  digests.set(views, known)
  return known
}

const signatures = new WeakMap<readonly SignedReport[], ReadonlyMap<string, string>>()

/** The providers' own signatures over their reports: what clients check, so that a gateway can invent no price. A bundle holds one report each. */
function toSignatures(signed: readonly SignedReport[]): ReadonlyMap<string, string> {
  const known = signatures.get(signed) ?? new Map(signed.map(({ report, signature }) => [report.provider, signature]))
  signatures.set(signed, known)
  return known
}

function toReason(report: Report, registered: boolean, payout: bigint | undefined): string | undefined {
  if (!registered) return 'unregistered'
  if (report.maintenance) return 'maintenance'
  if (payout === undefined) return undefined
  if (payout < report.minPayout) return 'belowMinimum'
  return payout > report.maxPayout ? 'aboveMaximum' : undefined
}

type Offer = { readonly provider: string; readonly rate: bigint }

/** Higher rates first; equal ones in order of address. */
function byPayout(left: Offer, right: Offer): number {
  if (left.rate !== right.rate) return left.rate > right.rate ? -1 : 1
  return left.provider.toLowerCase() < right.provider.toLowerCase() ? -1 : 1
}
