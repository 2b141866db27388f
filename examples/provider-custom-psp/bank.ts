/** Plays the bank for the conformance kit: its answers, on the kit's ledger and with the kit's faults. Write one from your PSP's documentation. */
import type { ShownStatus, SimAnswer, VendorDefinition } from '@paynode/node/conformance'
import { z } from 'zod'

const paySchema = z.object({
  reference: z.string(),
  currency: z.literal('NGN'),
  amount: z.string().regex(/^\d+$/),
  institution: z.string(),
  account: z.string(),
})
const refuse = (status: number, code: string): SimAnswer => ({ status, body: { code } })
/** The bank's word for what the ledger shows; `STRANGE` is one that it never documented. */
const toWord = (status: ShownStatus) => (status === 'STRANGE' ? 'HALF_DONE' : status === 'NEEDS_ACTION' ? 'PENDING' : status)

/** The definition for the key that its requests carry. */
export const createBankDefinition = (apiKey: string): VendorDefinition => ({
  vendor: 'my-bank',
  balances: { NGN: 10n ** 12n },
  operationOf: ({ method, path }) =>
    path === '/v1/balance' ? 'balance' : path === '/v1/resolve' ? 'resolve' : method === 'POST' ? 'submit' : 'query',
  handle({ method, path, headers, json }, { book }) {
    if (headers.authorization !== `Bearer ${apiKey}`) return refuse(401, 'unauthorized')
    if (path === '/v1/balance') return { status: 200, body: { currency: 'NGN', amount: book.balance('NGN').toString() } }
    if (path === '/v1/resolve') return { status: 200, body: { name: 'Ada Obi' } }
    if (method === 'POST') {
      const parsed = paySchema.safeParse(json)
      if (!parsed.success) return refuse(400, 'malformed')
      const { reference, currency, amount, institution, account } = parsed.data
      const made = book.commit({ reference, currency, amount: BigInt(amount), destination: account, details: { institution } })
      if (made.type === 'duplicate') return refuse(409, 'duplicate_reference')
      if (made.type === 'insufficient') return refuse(402, 'insufficient_funds')
      return { status: 201, body: { id: `b${made.payout.number}`, reference, status: 'ACCEPTED', amount, currency } }
    }
    const payout = book.find(path.slice('/v1/payouts/'.length))
    if (!payout) return refuse(404, 'not_found')
    const { reference, number, amount, currency, endsAt } = payout
    const status = toWord(book.look(payout))
    const paidAt = status === 'SUCCEEDED' ? Math.floor(endsAt / 1_000) : null
    return { status: 200, body: { id: `b${number}`, reference, status, amount: amount.toString(), currency, paidAt } }
  },
  refusal: () => ({ status: 200, body: { code: 'not_today' } }),
  strangeError: () => refuse(418, 'teapot'),
})
