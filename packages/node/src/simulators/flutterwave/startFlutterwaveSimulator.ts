/** Plays Flutterwave v4: tokens of ten minutes, direct transfers replayed by idempotency key, balances, banks and signed notices. Accounts ending in 0000 do not resolve. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { startSimulator } from '../base/startSimulator.ts'
import type { Operation, SimAnswer, SimContext, SimRequest, Simulator, SimulatorOptions, VendorDefinition } from '../base/types.ts'
import { refuse, toCreated, toId, toNotice, toShown } from './shapes.ts'

export type FlutterwaveSimulatorOptions = SimulatorOptions & {
  readonly clientId: string
  readonly clientSecret: string
  /** Signs notices. */
  readonly secretHash: string
  /** Kobo. */
  readonly balance?: bigint | undefined
}

/** Where the simulator gives tokens, as at the vendor's identity provider. */
export const TOKEN_PATH = '/realms/flutterwave/protocol/openid-connect/token'
/** What every token begins with. */
export const TOKEN_PREFIX = 'flwsimtoken'

const TOKEN_SECONDS = 600

/** Starts the simulator. */
export function startFlutterwaveSimulator(options: FlutterwaveSimulatorOptions): Promise<Simulator> {
  return startSimulator(defineFlutterwave(options), options)
}

function defineFlutterwave({ clientId, clientSecret, secretHash, balance = 10n ** 15n }: FlutterwaveSimulatorOptions): VendorDefinition {
  const tokens = new Map<string, number>()
  /** The first answer to each key. What the request was about is compared too: a key must not stand for two requests. */
  const answers = new Map<string, { readonly body: string; readonly answer: SimAnswer }>()
  const byId = new Map<string, string>()
  /** Transfers that a poor account accepts and then fails. */
  const stillborn = new Map<string, { readonly reference: string; readonly amount: number; readonly at: number }>()

  const giveToken = ({ body }: SimRequest, { clock }: SimContext): SimAnswer => {
    const form = new URLSearchParams(body)
    const isKnown = form.get('client_id') === clientId && form.get('client_secret') === clientSecret
    if (!isKnown || form.get('grant_type') !== 'client_credentials') return { status: 401, body: { error: 'unauthorized_client' } }
    const token = `${TOKEN_PREFIX}${tokens.size + 1}`
    tokens.set(token, clock.now() + TOKEN_SECONDS * 1_000)
    return { status: 200, body: { access_token: token, expires_in: TOKEN_SECONDS, refresh_expires_in: 0, token_type: 'Bearer' } }
  }
  const resolve = ({ json }: SimRequest): SimAnswer => {
    const parsed = resolveSchema.safeParse(json)
    if (!parsed.success) return refuse(400, 'REQUEST_NOT_VALID', '10400', 'Request is not valid')
    const { code, number } = parsed.data.account
    if (number.endsWith('0000')) return refuse(404, 'RESOURCE_NOT_FOUND', '10404', 'Account could not be resolved')
    return {
      status: 200,
      body: { status: 'success', message: 'Account resolved', data: { bank_code: code, account_number: number, account_name: 'ADA OBI' } },
    }
  }
  const pay = ({ json }: SimRequest, { book, clock }: SimContext): SimAnswer => {
    const parsed = transferSchema.safeParse(json)
    if (!parsed.success) return refuse(400, 'REQUEST_NOT_VALID', '10400', 'Request is not valid')
    const { reference, narration, payment_instruction } = parsed.data
    const { amount, recipient, source_currency: currency } = payment_instruction
    if (amount.value < 100) return refuse(400, 'TRANSFER_AMOUNT_LIMIT', '228400', 'Amount must be at least 100NGN.')
    const minor = BigInt(Math.round(amount.value * 100))
    const details = { narration: narration ?? '', bank: recipient.bank.code }
    const result = book.commit({ reference, amount: minor, currency, destination: recipient.bank.account_number, details })
    if (result.type === 'duplicate') return refuse(409, 'RESOURCE_CONFLICT', '10409', 'Transfer with this reference exists')
    if (result.type === 'insufficient') {
      const id = `trf_poor${stillborn.size + 1}`
      stillborn.set(id, { reference, amount: amount.value, at: clock.now() })
      return toCreated({ reference, amount: minor, createdAt: clock.now() }, id)
    }
    byId.set(toId(result.payout), reference)
    return toCreated(result.payout, toId(result.payout))
  }
  const transfer = (request: SimRequest, context: SimContext): SimAnswer => {
    const key = String(request.headers['x-idempotency-key'] ?? '')
    if (!/^[A-Za-z0-9]{12,255}$/.test(key)) return refuse(400, 'REQUEST_NOT_VALID', '10400', 'The idempotency key is not valid')
    const known = answers.get(key)
    if (known && known.body !== request.body) return refuse(409, 'RESOURCE_CONFLICT', '10409', 'The key was used for another request')
    if (known) return { ...known.answer, headers: { 'x-idempotency-cache-hit': 'true' } }
    const answer = pay(request, context)
    if (answer.status === 201) answers.set(key, { body: request.body, answer })
    return answer
  }
  const show = ({ path }: SimRequest, { book }: SimContext): SimAnswer => {
    const id = decodeURIComponent(path.slice('/transfers/'.length))
    const dead = stillborn.get(id)
    const payout = book.find(byId.get(id) ?? '')
    if (payout) return { status: 200, body: { status: 'success', message: 'Transfer fetched', data: toShown(payout, book.look(payout)) } }
    if (!dead) return refuse(404, 'RESOURCE_NOT_FOUND', '10404', 'Transfer not found')
    const data = {
      id,
      type: 'bank',
      reference: dead.reference,
      status: 'FAILED',
      destination_currency: 'NGN',
      amount: { value: dead.amount, applies_to: 'destination_currency' },
      provider_response: { type: 'insufficient_balance', code: '51', message: 'Insufficient balance' },
      created_datetime: new Date(dead.at).toISOString(),
    }
    return { status: 200, body: { status: 'success', message: 'Transfer fetched', data } }
  }

  return {
    vendor: 'flutterwave',
    balances: { NGN: balance },
    operationOf: ({ method, path }) =>
      operations[`${method} ${path.replace(/^\/transfers\/.*/, '/transfers').replace(/^\/wallets\/balances\/.*/, '/wallets/balances')}`] ??
      'other',
    handle(request, context) {
      const { method, path, headers } = request
      if (method === 'POST' && path === TOKEN_PATH) return giveToken(request, context)
      const expires = tokens.get(headers.authorization?.replace(/^Bearer /, '') ?? '')
      if (expires === undefined || expires <= context.clock.now()) return refuse(401, 'UNAUTHORIZED', '10401', 'Token is not valid')
      if (method === 'POST' && path === '/banks/account-resolve') return resolve(request)
      if (method === 'POST' && path === '/direct-transfers') return transfer(request, context)
      if (method === 'GET' && path.startsWith('/transfers/')) return show(request, context)
      if (method === 'GET' && path === '/wallets/balances/NGN') {
        const data = { currency: 'NGN', available_balance: Number(context.book.balance('NGN')) / 100 }
        return { status: 200, body: { status: 'success', message: 'Balance fetched', data } }
      }
      if (method === 'GET' && path === '/banks') return { status: 200, body: { status: 'success', message: 'Banks fetched', data: banks } }
      return refuse(404, 'RESOURCE_NOT_FOUND', '10404', 'Not found')
    },
    refusal: () => ({ status: 200, body: { status: 'failed', error: { type: 'INTERNAL', code: '10500', message: 'Something is wrong' } } }),
    strangeError: () => refuse(422, 'QUANTUM_MISMATCH', '999422', 'A thing that was never documented'),
    notice(payout, status, forged) {
      const body = JSON.stringify(toNotice(payout, status))
      const key = forged ? 'not the hash' : secretHash
      return { headers: { 'flutterwave-signature': createHmac('sha256', key).update(body).digest('base64') }, body }
    },
  }
}

const operations: Readonly<Record<string, Operation>> = {
  [`POST ${TOKEN_PATH}`]: 'token',
  'POST /banks/account-resolve': 'resolve',
  'POST /direct-transfers': 'submit',
  'GET /transfers': 'query',
  'GET /wallets/balances': 'balance',
}
const banks = [
  { id: 'bnk_1', code: '058', name: 'Guaranty Trust Bank' },
  { id: 'bnk_2', code: '044', name: 'Access Bank' },
]
const bankCode = z.string().regex(/^\d{3,6}$/)
const accountNumber = z.string().regex(/^\d{10}$/)
const resolveSchema = z.strictObject({
  account: z.strictObject({ code: bankCode, number: accountNumber }),
  currency: z.literal('NGN'),
})
const transferSchema = z.strictObject({
  action: z.literal('instant'),
  type: z.literal('bank'),
  reference: z.string().min(1),
  narration: z.string().optional(),
  payment_instruction: z.strictObject({
    source_currency: z.literal('NGN'),
    destination_currency: z.literal('NGN'),
    amount: z.strictObject({ value: z.number().positive().multipleOf(0.01), applies_to: z.literal('destination_currency') }),
    recipient: z.strictObject({ bank: z.strictObject({ account_number: accountNumber, code: bankCode }) }),
  }),
})
