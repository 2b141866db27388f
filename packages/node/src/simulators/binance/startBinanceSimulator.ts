/** Plays Binance Pay: payouts to Binance users, queries, receiver checks, balance, certificates and signed notices. Receivers that end in 0000 do not exist. */
import { createHash, createHmac, sign, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { fromNumber, toDecimal } from '../../payout/rails/decimal.ts'
import { createSigningKey } from '../base/createSigningKey.ts'
import { startSimulator } from '../base/startSimulator.ts'
import type { Operation, SimAnswer, SimContext, SimRequest, Simulator, SimulatorOptions, VendorDefinition } from '../base/types.ts'
import { accept, refuse, simulatedCodes, toBatch, words } from './shapes.ts'

export type BinanceSimulatorOptions = SimulatorOptions & {
  readonly apiKey: string
  readonly secretKey: string
  /** Millionths of a USDT. */
  readonly balance?: bigint | undefined
}

const SCALE = 6
/** Requests that are older, or from later, are refused. */
const WINDOW_MS = 1_000
const SERIAL = 'simulated-certificate-1'

/** Starts the simulator. */
export function startBinanceSimulator(options: BinanceSimulatorOptions): Promise<Simulator> {
  return startSimulator(defineBinance(options), options)
}

function defineBinance({ apiKey, secretKey, balance = 10n ** 18n }: BinanceSimulatorOptions): VendorDefinition {
  const check = ({ headers, body, method }: SimRequest, now: number): SimAnswer | undefined => {
    const [time, nonce] = [String(headers['binancepay-timestamp']), String(headers['binancepay-nonce'])]
    if (method !== 'POST') return refuse('400006', 'Unsupported method')
    if (headers['binancepay-certificate-sn'] !== apiKey) return refuse('400004', 'Invalid API key or IP')
    if (!/^[a-zA-Z]{32}$/.test(nonce)) return refuse('400001', 'Invalid parameter')
    if (!/^\d{13}$/.test(time) || Math.abs(Number(time) - now) > WINDOW_MS)
      return refuse('400003', 'Timestamp for this request is outside of the time window')
    const expected = createHmac('sha512', secretKey).update(`${time}\n${nonce}\n${body}\n`).digest()
    const signature = String(headers['binancepay-signature'])
    const isSigned = /^[0-9A-F]{128}$/.test(signature) && timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    return isSigned ? undefined : refuse('400002', 'Signature for this request is not valid')
  }
  const transfer = ({ json }: SimRequest, { book }: SimContext): SimAnswer => {
    const parsed = transferSchema.safeParse(json)
    const [detail] = parsed.data?.transferDetailList ?? []
    const amount = detail && fromNumber(detail.transferAmount, SCALE)
    if (!parsed.success || !detail || !amount || parsed.data.totalAmount !== detail.transferAmount)
      return refuse('400001', 'Invalid parameter')
    const { requestId, currency } = parsed.data
    const { receiver, receiveType } = detail
    const result = book.commit({ reference: requestId, amount, currency, destination: receiver, details: { receiver, receiveType } })
    if (result.type === 'insufficient') return refuse(simulatedCodes.poor, 'Insufficient balance')
    if (result.type === 'duplicate') return refuse(simulatedCodes.duplicate, 'The requestId was used before')
    return accept({ requestId, status: 'ACCEPTED' })
  }
  const query = ({ json }: SimRequest, { book }: SimContext): SimAnswer => {
    const parsed = querySchema.safeParse(json)
    if (!parsed.success) return refuse('400001', 'Invalid parameter')
    const payout = book.find(parsed.data.requestId)
    return payout ? accept(toBatch(payout, book.look(payout))) : refuse(simulatedCodes.notFound, 'No such batch')
  }
  const checkReceiver = ({ json }: SimRequest): SimAnswer => {
    const parsed = receiverSchema.safeParse(json)
    return parsed.success ? accept(!parsed.data.receiverId.endsWith('0000')) : refuse('400001', 'Invalid parameter')
  }
  const showBalance = ({ json }: SimRequest, { book }: SimContext): SimAnswer => {
    const parsed = balanceSchema.safeParse(json)
    if (!parsed.success) return refuse('400001', 'Invalid parameter')
    return accept({ asset: parsed.data.currency, balance: `${toDecimal(book.balance(parsed.data.currency), SCALE)}00` })
  }

  return {
    vendor: 'binance',
    balances: { USDT: balance },
    operationOf: ({ path }) => operations[path] ?? 'other',
    handle(request, context) {
      const refused = check(request, context.clock.now())
      if (refused) return refused
      switch (request.path) {
        case '/binancepay/openapi/payout/transfer':
          return transfer(request, context)
        case '/binancepay/openapi/payout/query':
          return query(request, context)
        case '/binancepay/openapi/payout/receiver/check':
          return checkReceiver(request)
        case '/binancepay/openapi/balance':
          return showBalance(request, context)
        case '/binancepay/openapi/certificates':
          return accept([{ certSerial: SERIAL, certPublic: createSigningKey().publicPem }])
        default:
          return { status: 404, body: { status: 'FAIL', code: '404', errorMessage: 'Not found' } }
      }
    },
    refusal: () => ({ status: 200, body: { status: 'FAIL', code: '400000', errorMessage: 'An unknown error occurred' } }),
    strangeError: () => refuse('987654', 'A thing that was never documented'),
    notice(payout, status, forged) {
      const bizIdStr = String(29_383_937_493_038_367_000n + BigInt(payout.number))
      const data = JSON.stringify(toBatch(payout, status))
      const rest = JSON.stringify({ bizType: 'PAYOUT', bizIdStr, bizStatus: words[status], data })
      const body = `{"bizId":${bizIdStr},${rest.slice(1)}` // a number that JSON.parse would round
      const nonce = createHash('sha256')
        .update(payout.reference + status)
        .digest('hex')
        .replace(/\d/g, 'x')
        .slice(0, 32)
      const text = `${payout.endsAt}\n${nonce}\n${forged ? 'another body' : body}\n`
      const headers = {
        'binancepay-timestamp': String(payout.endsAt),
        'binancepay-nonce': nonce,
        'binancepay-certificate-sn': SERIAL,
        'binancepay-signature': sign('sha256', Buffer.from(text), createSigningKey().privateKey).toString('base64'),
      }
      return { headers, body }
    },
  }
}

const operations: Readonly<Record<string, Operation>> = {
  '/binancepay/openapi/payout/transfer': 'submit',
  '/binancepay/openapi/payout/query': 'query',
  '/binancepay/openapi/payout/receiver/check': 'prepare',
  '/binancepay/openapi/balance': 'balance',
}
const receiveType = z.enum(['BINANCE_ID', 'EMAIL', 'PAY_ID'])
const wallet = z.enum(['FUNDING_WALLET', 'SPOT_WALLET'])
const id = z.string().regex(/^[A-Za-z0-9]{1,32}$/)
const transferSchema = z.strictObject({
  requestId: id,
  batchName: z.string().min(1).max(32),
  bizScene: z.string().optional(),
  currency: z.literal('USDT'),
  totalAmount: z.number().positive(),
  totalNumber: z.literal(1),
  transferDetailList: z.tuple([
    z.strictObject({
      merchantSendId: id,
      receiveType,
      receiver: z.string().min(1),
      transferAmount: z.number().positive().max(80_000),
      transferMethod: wallet,
      remark: z.string().max(128),
    }),
  ]),
  webhookUrl: z.url().optional(),
})
const querySchema = z.strictObject({ requestId: id, detailStatus: z.string().optional() })
const receiverSchema = z.strictObject({ receiveType, receiverId: z.string().min(1) })
const balanceSchema = z.strictObject({ wallet, currency: z.literal('USDT') })
