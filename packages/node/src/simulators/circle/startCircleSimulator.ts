/** Plays Circle Mint: linked banks, address book, payouts that replay by key, balances and notices in signed SNS messages. Banks whose id ends in 0000 are not linked. */
import { createHash, sign } from 'node:crypto'
import { z } from 'zod'
import { fromDecimal, toDecimal } from '../../payout/rails/decimal.ts'
import { createSigningKey } from '../base/createSigningKey.ts'
import { startSimulator } from '../base/startSimulator.ts'
import type {
  Operation,
  SimAnswer,
  SimContext,
  SimPayout,
  SimRequest,
  Simulator,
  SimulatorOptions,
  VendorDefinition,
} from '../base/types.ts'
import { type Entry, refuse, toBank, toEntry, toId, toPayout } from './shapes.ts'

export type CircleSimulatorOptions = SimulatorOptions & {
  readonly apiKey: string
  /** The topic that notices belong to. */
  readonly topicArn?: string | undefined
  /** Cents of a dollar, and of a euro: coins and fiat come out of one balance. */
  readonly balance?: bigint | undefined
}

/** Where the key of the notices is served. */
const KEY_PATH = '/sns/SimpleNotificationService-simulator.pem'
/** The topic unless given. */
export const SIMULATED_TOPIC = 'arn:aws:sns:us-east-1:000000000000:paynode-simulator'

/** Starts the simulator. */
export async function startCircleSimulator(options: CircleSimulatorOptions): Promise<Simulator> {
  const place = { url: '' }
  const simulator = await startSimulator(defineCircle(options, place), options)
  place.url = simulator.url
  return simulator
}

function defineCircle(options: CircleSimulatorOptions, place: { readonly url: string }): VendorDefinition {
  const { apiKey, topicArn = SIMULATED_TOPIC, balance = 10n ** 14n } = options
  const entries = new Map<string, Entry>()
  const bodies = new Map<string, string>()
  /** Taken and failed for want of money: nothing of them is in the ledger. */
  const unfunded = new Map<string, SimPayout>()

  const addEntry = ({ json }: SimRequest): SimAnswer => {
    const parsed = entrySchema.safeParse(json)
    if (!parsed.success) return refuse(400, 2, 'API parameter invalid')
    const { idempotencyKey, chain, address } = parsed.data
    const entry = entries.get(idempotencyKey) ?? { id: toId('entry', entries.size + 1), chain, address }
    if (entry.chain !== chain || entry.address !== address) return refuse(409, 1083, 'The idempotency key is already used')
    entries.set(idempotencyKey, entry)
    return { status: 201, body: { data: toEntry(entry, 'pending') } }
  }
  const pay = ({ json, body, path }: SimRequest, { book, clock }: SimContext): SimAnswer => {
    const parsed = (path === BUSINESS ? bankPayoutSchema : chainPayoutSchema).safeParse(json)
    const isBank = path === BUSINESS
    const value = parsed.success ? fromDecimal(parsed.data.amount.amount, isBank ? 2 : 6) : undefined
    if (!parsed.success || !value) return refuse(400, 2, 'API parameter invalid')
    const { idempotencyKey, destination, amount } = parsed.data
    const entry = [...entries.values()].find(({ id }) => id === destination.id)
    if (isBank ? !isLinked(destination.id) : !entry) return refuse(404, 5003, 'The destination was not found')
    const known = bodies.get(idempotencyKey)
    if (known !== undefined && known !== body) return refuse(409, 1083, 'The idempotency key is already used')
    const order = {
      reference: idempotencyKey,
      amount: value,
      currency: isBank ? amount.currency : `${amount.currency}C`,
      destination: entry ? `${entry.chain}:${entry.address}` : destination.id,
      details: { destination: destination.id, type: destination.type, ...amount },
    }
    bodies.set(idempotencyKey, body)
    const failed = unfunded.get(idempotencyKey)
    const result = failed ? { type: 'duplicate' as const, payout: failed } : book.commit(order)
    if (result.type !== 'insufficient') return { status: 201, body: { data: toPayout(result.payout, 'PENDING') } }
    const now = clock.now()
    const number = UNFUNDED + unfunded.size
    const payout = { ...order, number, createdAt: now, endsAt: now, ending: { status: 'FAILED' as const, settleMs: 0 } }
    unfunded.set(idempotencyKey, payout)
    return { status: 201, body: { data: toPayout(payout, 'PENDING') } }
  }
  const show = (path: string, { book }: SimContext): SimAnswer => {
    const id = path.slice(path.lastIndexOf('/') + 1)
    const payout = [...book.payouts(), ...unfunded.values()].find(({ number }) => toId('payout', number) === id)
    const isBank = path.startsWith(BUSINESS)
    if (!payout || (payout.details.type === 'address_book') === isBank) return refuse(404, 404, 'Not found')
    const data = toPayout(payout, book.look(payout))
    return { status: 200, body: { data: payout.number < UNFUNDED ? data : { ...data, errorCode: 'insufficient_funds' } } }
  }

  return {
    vendor: 'circle',
    balances: { USD: balance, EUR: balance, USDC: balance * CENT, EURC: balance * CENT },
    operationOf: ({ method, path }) => {
      const known = operations.find(([verb, start]) => method === verb && path.startsWith(start))
      return known?.[2] ?? 'other'
    },
    handle(request, context) {
      const { method, path } = request
      if (method === 'GET' && path === KEY_PATH)
        return { status: 200, body: createSigningKey().publicPem, headers: { 'content-type': 'application/x-pem-file' } }
      if (request.headers.authorization !== `Bearer ${apiKey}`) return refuse(401, 401, 'Malformed authorization.')
      if (method === 'POST' && (path === BUSINESS || path === CHAIN)) return pay(request, context)
      if (method === 'POST' && path === ENTRIES) return addEntry(request)
      if (method !== 'GET') return refuse(404, 404, 'Not found')
      if (path === '/v1/businessAccount/balances') {
        const { book } = context
        const left = (currency: string) => book.balance(currency) + book.balance(`${currency}C`) / CENT - balance
        const available = ['USD', 'EUR'].map((currency) => ({ amount: toDecimal(left(currency), 2), currency }))
        return { status: 200, body: { data: { available, unsettled: [] } } }
      }
      const id = path.slice(path.lastIndexOf('/') + 1)
      const entry = path.startsWith(`${ENTRIES}/`) ? [...entries.values()].find((item) => item.id === id) : undefined
      if (entry) return { status: 200, body: { data: toEntry(entry, 'active') } }
      if (path.startsWith(`${BANKS}/`) && isLinked(id)) return { status: 200, body: { data: toBank(id) } }
      return path.startsWith(`${BUSINESS}/`) || path.startsWith(`${CHAIN}/`) ? show(path, context) : refuse(404, 404, 'Not found')
    },
    refusal: () => ({ status: 200, body: { code: 2, message: 'API parameter invalid' } }),
    strangeError: () => refuse(422, 987_654, 'A thing that was never documented'),
    notice(payout, status, forged) {
      const payoutShape = toPayout(payout, status)
      const Message = JSON.stringify({ clientId: toId('entry', 0), notificationType: 'payouts', version: 1, payout: payoutShape })
      const envelope = {
        Type: 'Notification' as const,
        MessageId: createHash('sha256').update(`${payoutShape.id}:${status}`).digest('hex').slice(0, 32),
        TopicArn: topicArn,
        Message,
        Timestamp: payoutShape.updateDate,
      }
      const lines = (['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'] as const).map((name) => `${name}\n${envelope[name]}\n`)
      const Signature = sign('sha256', Buffer.from(forged ? 'another message' : lines.join('')), createSigningKey().privateKey)
      const body = { ...envelope, SignatureVersion: '2', Signature: Signature.toString('base64'), SigningCertURL: place.url + KEY_PATH }
      return {
        headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' },
        body: JSON.stringify(body),
      }
    },
  }
}

/** The first number of those that failed for want of money. */
const UNFUNDED = 1_000_000_000
/** In millionths. */
const CENT = 10_000n
const BUSINESS = '/v1/businessAccount/payouts'
const CHAIN = '/v1/payouts'
const BANKS = '/v1/businessAccount/banks/wires'
const ENTRIES = '/v1/addressBook/recipients'
const operations: readonly (readonly [string, string, Operation])[] = [
  ['POST', BUSINESS, 'submit'],
  ['POST', CHAIN, 'submit'],
  ['GET', `${BUSINESS}/`, 'query'],
  ['GET', `${CHAIN}/`, 'query'],
  ['GET', `${BANKS}/`, 'prepare'],
  ['POST', ENTRIES, 'prepare'],
  ['GET', `${ENTRIES}/`, 'prepare'],
  ['GET', '/v1/businessAccount/balances', 'balance'],
]
const isLinked = (id: string) => z.uuid().safeParse(id).success && !id.endsWith('0000')
const amount = z.string().regex(/^\d{1,15}(\.\d{1,6})?$/)
const bankPayoutSchema = z.strictObject({
  idempotencyKey: z.uuidv4(),
  destination: z.strictObject({ type: z.enum(['wire', 'cubix', 'pix', 'sepa', 'sepa_instant']), id: z.uuid() }),
  amount: z.strictObject({ amount: z.string().regex(/^\d{1,15}\.\d{2}$/), currency: z.enum(['USD', 'EUR', 'MXN', 'SGD', 'BRL']) }),
})
const chainPayoutSchema = z.strictObject({
  idempotencyKey: z.uuidv4(),
  destination: z.strictObject({ type: z.literal('address_book'), id: z.uuid() }),
  amount: z.strictObject({ amount, currency: z.enum(['USD', 'EUR']) }),
})
const entrySchema = z.strictObject({
  idempotencyKey: z.uuidv4(),
  chain: z.enum(['ALGO', 'APTOS', 'ARB', 'AVAX', 'BASE', 'CELO', 'ETH', 'OP', 'POLY', 'SOL', 'UNI', 'XLM']),
  address: z.string().min(1),
  addressTag: z.string().nullish(),
  metadata: z.strictObject({ nickname: z.string().optional(), email: z.string().optional(), bns: z.string().optional() }),
})
