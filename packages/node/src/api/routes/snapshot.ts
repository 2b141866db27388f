/** `GET /v1/snapshot`: what an order is ranked on, so that anybody can rank and check it against the chain. */
import { rulesetHash } from '@paynode/sdk/router'
import type { Hex } from 'viem'
import { z } from 'zod'
import { hexText } from './answers.ts'
import { corridorSchema, integerSchema, parse } from './parse.ts'
import { ApiError } from './problem.ts'
import type { AddRoute } from './types.ts'

const querySchema = z.strictObject({
  corridor: corridorSchema,
  /** The epoch in force for an order in this block; the newest when left out. */
  block: integerSchema(0, Number.MAX_SAFE_INTEGER).optional(),
  /** An epoch by what the anchor contract has of it. */
  digest: z
    .string()
    .regex(/^0x[0-9a-fA-F]{64}$/, 'must be a digest: 0x and 64 hex digits')
    .transform((value) => value.toLowerCase() as Hex)
    .optional(),
  /** An epoch by its number, where nothing is anchored. */
  epoch: integerSchema(0, 2 ** 40 - 1).optional(),
})

const answerSchema = z.strictObject({
  corridor: corridorSchema,
  epoch: z.int(),
  digest: hexText.optional(),
  statement: z.strictObject({ corridor: corridorSchema, epoch: z.int(), bundle: hexText, height: z.int(), root: hexText }).optional(),
  bundle: hexText,
  /** Signed reports, each behind its length. */
  reports: hexText,
  /** The model's canonical text, for the newest epochs. */
  model: z.string().optional(),
  /** The digest of the rules that this gateway ranks by. */
  rulesetHash: hexText,
})

/** The bytes of an epoch. They prove themselves: hash them, and compare with the anchor contract. */
export const addSnapshotRoute: AddRoute = (app, { deps }) => {
  const operation = {
    tag: 'network',
    summary: 'What orders are ranked on',
    query: querySchema,
    answers: { 200: answerSchema },
    problems: ['no_snapshot'],
  } as const
  app.get('/v1/snapshot', { config: { operation, cost: 10 } }, async (request) => {
    const { corridor, ...query } = parse(querySchema, request.query)
    const found = await deps.snapshot(corridor, query)
    if (!found) throw new ApiError('no_snapshot', 'nothing is anchored for that block, or this gateway does not have it; ask another one')
    return { ...found, rulesetHash }
  })
}
