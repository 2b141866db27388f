/** The shapes of answers that several routes share, as the documentation and the tests know them. */
import { orderStatuses } from '@paynode/sdk/protocol'
import { z } from 'zod'
import { orderStates } from '../../orders/types.ts'

export const hexText = z.string().regex(/^0x[0-9a-fA-F]*$/)
/** Amounts are decimal strings of minor units. */
export const amountText = z
  .string()
  .regex(/^\d{1,78}$/)
  .meta({ description: 'Minor units as a decimal string' })
export const unixSeconds = z.int().meta({ description: 'Unix seconds' })

const termsSchema = z
  .strictObject({
    payer: hexText,
    refundTo: hexText,
    token: hexText,
    amount: amountText,
    payout: amountText,
    corridor: z.string(),
    recipientHash: hexText,
    integrator: hexText,
    integratorFeeBps: z.int(),
    protocolFeeBps: z.int(),
    verifier: hexText,
    arbiter: hexText,
    challengeWindow: z.int(),
    reclaimAfter: unixSeconds,
    pinned: z.array(hexText),
    turnSeconds: z.int(),
    claimBy: unixSeconds,
    payWindow: z.int(),
    salt: amountText,
  })
  .meta({ id: 'OrderTerms' })

/** What `toOrderView` gives, serialised. */
export const orderAnswer = z
  .strictObject({
    id: hexText,
    corridor: z.string(),
    state: z.enum(orderStates).meta({ description: 'As this daemon sees it' }),
    status: z.enum(orderStatuses).meta({ description: 'As the chain has it' }),
    payer: hexText,
    token: hexText,
    amount: amountText,
    payout: amountText,
    ranking: z.array(hexText),
    route: hexText.optional(),
    rank: z.int(),
    turnStart: unixSeconds,
    failedBy: z.array(hexText),
    claimer: hexText.optional(),
    payBy: unixSeconds.optional(),
    reference: z.string().optional(),
    paidAt: unixSeconds.optional(),
    paidAmount: amountText.optional(),
    settledAt: unixSeconds.optional(),
    reason: z.string().optional(),
    createdAt: unixSeconds,
    transactions: z.strictObject({ created: hexText, claimed: hexText.optional(), settled: hexText.optional() }),
    order: termsSchema,
  })
  .meta({ id: 'Order' })

/** What `toEventView` gives, serialised. */
export const eventAnswer = z
  .strictObject({
    seq: z.int(),
    orderId: hexText,
    type: z.string(),
    name: z.string().optional(),
    state: z.string(),
    at: z.int().meta({ description: 'Unix milliseconds' }),
    data: z.looseObject({}),
  })
  .meta({ id: 'OrderEvent' })
