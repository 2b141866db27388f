/** What the CLI reads of a gateway's and a sandbox PSP's answers. Unknown fields pass through, so that --json shows everything. */
import { type Address, type Hex, isAddress, isHex } from 'viem'
import { z } from 'zod'

const address = z.custom<Address>((value) => typeof value === 'string' && isAddress(value, { strict: false }), 'not an address')
const hex = z.custom<Hex>((value) => isHex(value), 'not hex')
const minorUnits = z.union([z.string().regex(/^\d+$/), z.int()]).transform(BigInt)

export const quotesSchema = z.looseObject({
  quotes: z.array(
    z.looseObject({ provider: address, corridor: z.string().optional(), rate: minorUnits, minPayout: minorUnits, maxPayout: minorUnits }),
  ),
})

export const orderSchema = z.looseObject({
  id: hex,
  corridor: z.string(),
  state: z.string(),
  ranking: z.array(address).default([]),
  route: hex.nullish().transform((value) => value ?? undefined),
  claimer: address.nullish(),
  reference: z.string().nullish(),
  reason: z.string().nullish(),
})

export const ordersSchema = z.looseObject({ orders: z.array(orderSchema) })

export const ledgerSchema = z.looseObject({
  entries: z.array(z.looseObject({ reference: z.string(), owner: z.string(), amount: minorUnits })),
})

export const eventsSchema = z.looseObject({
  events: z.array(
    z.looseObject({ at: z.number(), name: z.string().optional(), type: z.string().optional(), state: z.string().optional() }),
  ),
})

const gate = z.string().nullish()

/** Scores and contributions are log-odds in Q16, values Q12. */
export const explanationSchema = z.looseObject({
  orderId: hex,
  corridor: z.string(),
  explanation: z.looseObject({
    digest: hex,
    bundleDigest: hex,
    providers: z.array(
      z.looseObject({
        provider: address,
        score: z.number(),
        rate: z.number().optional(),
        for: z.array(z.string()),
        against: z.array(z.string()),
        gate,
      }),
    ),
    features: z.array(
      z.looseObject({
        provider: address,
        features: z.array(z.looseObject({ name: z.string(), value: z.number(), weight: z.number(), contribution: z.number() })),
      }),
    ),
    excluded: z.array(z.looseObject({ provider: address, reason: z.string() })),
  }),
})
export type Explanation = z.output<typeof explanationSchema>
