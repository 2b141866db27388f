/** Plays Paystack: recipients, transfers, verify, balance, banks and signed notices. Accounts ending in 0000 do not resolve. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { startSimulator } from '../base/startSimulator.ts'
import type { Operation, SimAnswer, SimContext, SimRequest, Simulator, SimulatorOptions, VendorDefinition } from '../base/types.ts'
import { type Domain, type Recipient, refuse, toRecipient, toTransfer, toVerified } from './shapes.ts'

export type PaystackSimulatorOptions = SimulatorOptions & {
  /** `sk_test_…` or `sk_live_…`: says which domain it plays, and signs notices. */
  readonly secretKey: string
  /** Kobo. */
  readonly balance?: bigint | undefined
}

/** Starts the simulator. */
export function startPaystackSimulator(options: PaystackSimulatorOptions): Promise<Simulator> {
  return startSimulator(definePaystack(options.secretKey, options.balance ?? 10n ** 15n), options)
}

function definePaystack(secretKey: string, balance: bigint): VendorDefinition {
  const domain: Domain = secretKey.startsWith('sk_live_') ? 'live' : 'test'
  const recipients = new Map<string, Recipient>()
  const codeOf = new Map<string, Recipient>()

  const resolve = ({ query }: SimRequest): SimAnswer => {
    const account = query.get('account_number') ?? ''
    if (!/^\d{10}$/.test(account) || account.endsWith('0000'))
      return refuse(422, 'Could not resolve account name. Check parameters or try again.', 'invalid_bank_code', 'validation_error')
    return {
      status: 200,
      body: { status: true, message: 'Account number resolved', data: { account_number: account, account_name: 'ADA OBI' } },
    }
  }
  const addRecipient = ({ json }: SimRequest): SimAnswer => {
    const parsed = recipientSchema.safeParse(json)
    if (!parsed.success) return refuse(400, 'Invalid recipient', 'missing_params', 'validation_error')
    const key = `${parsed.data.bank_code}:${parsed.data.account_number}`
    const id = recipients.size + 1
    const recipient = recipients.get(key) ?? { ...parsed.data, id, recipient_code: `RCP_${id.toString(36).padStart(14, '0')}` }
    recipients.set(key, recipient)
    codeOf.set(recipient.recipient_code, recipient)
    return { status: 201, body: { status: true, message: 'Transfer recipient created successfully', data: toRecipient(recipient, domain) } }
  }
  const transfer = ({ json }: SimRequest, { book }: SimContext): SimAnswer => {
    const parsed = transferSchema.safeParse(json)
    if (!parsed.success) return refuse(400, 'Missing or malformed parameters', 'missing_params', 'validation_error')
    const { amount, currency, reference, reason } = parsed.data
    const recipient = codeOf.get(parsed.data.recipient)
    if (!recipient) return refuse(400, 'The transfer recipient is invalid', 'invalid_transfer_recipient')
    const destination = recipient.account_number
    const details = { reason: reason ?? '', recipient: recipient.recipient_code, bankCode: recipient.bank_code }
    const result = book.commit({ reference, amount: BigInt(amount), currency, destination, details })
    if (result.type === 'insufficient') return refuse(400, 'Your balance is not enough to fulfil this request', 'insufficient_balance')
    if (result.type === 'duplicate') return refuse(400, 'The reference has already been used on a prior transfer', 'duplicate_reference')
    const data = toTransfer(result.payout, book.statusOf(result.payout), domain, recipient.id)
    return { status: 200, body: { status: true, message: 'Transfer has been queued', data } }
  }
  const verify = ({ path }: SimRequest, { book }: SimContext): SimAnswer => {
    const payout = book.find(decodeURIComponent(path.slice('/transfer/verify/'.length)))
    if (!payout) return { status: 404, body: { status: false, message: 'Transfer not found' } }
    const data = toVerified(payout, book.look(payout), domain, codeOf.get(payout.details.recipient ?? ''))
    return { status: 200, body: { status: true, message: 'Transfer retrieved', data } }
  }

  return {
    vendor: 'paystack',
    balances: { NGN: balance },
    operationOf: ({ method, path }) =>
      operations[`${method} ${path.startsWith('/transfer/verify/') ? '/transfer/verify' : path}`] ?? 'other',
    handle(request, context) {
      if (request.headers.authorization !== `Bearer ${secretKey}`) return refuse(401, 'Invalid key', 'invalid_Key', 'validation_error')
      const { method, path } = request
      if (method === 'GET' && path === '/bank/resolve') return resolve(request)
      if (method === 'POST' && path === '/transferrecipient') return addRecipient(request)
      if (method === 'POST' && path === '/transfer') return transfer(request, context)
      if (method === 'GET' && path.startsWith('/transfer/verify/')) return verify(request, context)
      if (method === 'GET' && path === '/balance') {
        const row = { currency: 'NGN', balance: Number(context.book.balance('NGN')) }
        return { status: 200, body: { status: true, message: 'Balances retrieved', data: [row] } }
      }
      if (method === 'GET' && path === '/bank') return { status: 200, body: { status: true, message: 'Banks retrieved', data: banks } }
      return refuse(404, 'Not found', 'not_found')
    },
    refusal: () => ({ status: 200, body: { status: false, message: 'Something is wrong', type: 'api_error', code: 'unknown' } }),
    strangeError: () => refuse(422, 'A thing that was never documented', 'quantum_mismatch'),
    notice(payout, status, forged) {
      const data = toVerified(payout, status, domain, codeOf.get(payout.details.recipient ?? ''))
      const event = `transfer.${status === 'RETURNED' ? 'reversed' : status === 'SUCCEEDED' ? 'success' : 'failed'}`
      const body = JSON.stringify({
        event,
        data: { ...data, integration: { id: 463433, is_live: domain === 'live', business_name: 'Paynode' } },
      })
      const key = forged ? 'not the key' : secretKey
      return { headers: { 'x-paystack-signature': createHmac('sha512', key).update(body).digest('hex') }, body }
    },
  }
}

const operations: Readonly<Record<string, Operation>> = {
  'GET /bank/resolve': 'resolve',
  'POST /transferrecipient': 'prepare',
  'POST /transfer': 'submit',
  'GET /transfer/verify': 'query',
  'GET /balance': 'balance',
}
const banks = [
  {
    id: 9,
    name: 'Guaranty Trust Bank',
    slug: 'guaranty-trust-bank',
    code: '058',
    longcode: '058152036',
    gateway: null,
    active: true,
    is_deleted: false,
    country: 'Nigeria',
    currency: 'NGN',
    type: 'nuban',
  },
  {
    id: 1,
    name: 'Access Bank',
    slug: 'access-bank',
    code: '044',
    longcode: '044150149',
    gateway: null,
    active: true,
    is_deleted: false,
    country: 'Nigeria',
    currency: 'NGN',
    type: 'nuban',
  },
  {
    id: 2,
    name: 'Closed Bank',
    slug: 'closed-bank',
    code: '000',
    longcode: '',
    gateway: null,
    active: false,
    is_deleted: true,
    country: 'Nigeria',
    currency: 'NGN',
    type: 'nuban',
  },
]
const recipientSchema = z.strictObject({
  type: z.literal('nuban'),
  name: z.string().min(1),
  account_number: z.string().regex(/^\d{10}$/),
  bank_code: z.string().regex(/^\d{3,6}$/),
  currency: z.literal('NGN'),
})
const transferSchema = z.strictObject({
  source: z.literal('balance'),
  amount: z.int().min(1),
  recipient: z.string(),
  reference: z.string().regex(/^[a-z0-9_-]{16,50}$/),
  reason: z.string().optional(),
  currency: z.literal('NGN'),
})
