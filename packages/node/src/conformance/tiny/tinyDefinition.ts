/** Plays the vendor of the smallest adapter: `POST /pay` and `GET /pay/<ref>`. */
import { z } from 'zod'
import type { ShownStatus, SimAnswer, VendorDefinition } from '../../simulators/base/types.ts'

const paySchema = z.strictObject({ ref: z.string(), minor: z.string().regex(/^\d+$/), to: z.string() })
const states: Readonly<Record<ShownStatus, string>> = {
  PENDING: 'waiting',
  NEEDS_ACTION: 'waiting',
  SUCCEEDED: 'paid',
  FAILED: 'failed',
  CANCELLED: 'failed',
  RETURNED: 'failed',
  STRANGE: 'sideways',
}
const refuse = (status: number, error: string): SimAnswer => ({ status, body: { error } })

/** The definition for the key that its requests carry. */
export const createTinyDefinition = (key: string): VendorDefinition => ({
  vendor: 'tiny',
  balances: { NGN: 10n ** 12n },
  operationOf: ({ method }) => (method === 'POST' ? 'submit' : 'query'),
  handle({ method, path, headers, json }, { book }) {
    if (headers.authorization !== `Bearer ${key}`) return refuse(401, 'no key')
    if (method === 'POST') {
      const parsed = paySchema.safeParse(json)
      if (!parsed.success) return refuse(400, 'malformed')
      const { ref, minor, to } = parsed.data
      const made = book.commit({ reference: ref, amount: BigInt(minor), currency: 'NGN', destination: to, details: {} })
      if (made.type === 'committed') return { status: 201, body: { state: 'waiting' } }
      return made.type === 'duplicate' ? refuse(409, 'known ref') : refuse(402, 'too poor')
    }
    const payout = book.find(path.slice('/pay/'.length))
    if (!payout) return refuse(404, 'unknown ref')
    return { status: 200, body: { state: states[book.look(payout)], minor: payout.amount.toString() } }
  },
  refusal: () => ({ status: 200, body: { error: 'not today' } }),
  strangeError: () => refuse(418, 'teapot'),
})
