/** Plays OPay's cashier API: signed transfers and status, public-key reads, no notices. Accounts ending in 0000 do not resolve. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { startSimulator } from '../base/startSimulator.ts'
import type { Operation, SimAnswer, SimContext, SimRequest, Simulator, SimulatorOptions, VendorDefinition } from '../base/types.ts'
import { refuse, succeed, toTransfer } from './shapes.ts'

export type OpaySimulatorOptions = SimulatorOptions & {
  readonly merchantId: string
  readonly publicKey: string
  readonly secretKey: string
  /** Kobo. */
  readonly balance?: bigint | undefined
}

/** Starts the simulator. */
export function startOpaySimulator(options: OpaySimulatorOptions): Promise<Simulator> {
  return startSimulator(defineOpay(options), options)
}

function defineOpay({ merchantId, publicKey, secretKey, balance = 10n ** 15n }: OpaySimulatorOptions): VendorDefinition {
  const isSigned = ({ body, headers }: SimRequest) => {
    const shown = Buffer.from(headers.authorization ?? '')
    const due = Buffer.from(`Bearer ${createHmac('sha512', secretKey).update(body).digest('hex')}`)
    return shown.length === due.length && timingSafeEqual(shown, due)
  }
  const resolve = ({ json }: SimRequest): SimAnswer => {
    const parsed = resolveSchema.safeParse(json)
    if (!parsed.success) return refuse('02001', 'params invalid')
    const { bankAccountNo } = parsed.data
    return bankAccountNo.endsWith('0000')
      ? refuse('04001', 'account not found')
      : succeed({ accountNo: bankAccountNo, accountName: 'ADA OBI' })
  }
  const transfer = ({ json, body }: SimRequest, { book }: SimContext): SimAnswer => {
    const parsed = transferSchema.safeParse(json)
    if (!parsed.success || !isSorted(body)) return refuse('02001', 'params invalid')
    const { reference, amount, currency, receiver } = parsed.data
    if (receiver.nameCheck === 'yes' && receiver.name !== 'ADA OBI') return refuse('04002', 'name mismatch')
    const details = { bankCode: receiver.bankCode }
    const result = book.commit({ reference, amount: BigInt(amount), currency, destination: receiver.bankAccountNumber, details })
    if (result.type === 'insufficient') return refuse('04003', 'balance not enough')
    if (result.type === 'duplicate') return refuse('02004', 'payment reference already exists')
    return toTransfer(result.payout, 'NEEDS_ACTION')
  }
  const status = ({ json }: SimRequest, { book }: SimContext): SimAnswer => {
    const parsed = statusSchema.safeParse(json)
    if (!parsed.success) return refuse('02001', 'params invalid')
    const payout = book.find(parsed.data.reference)
    return payout ? toTransfer(payout, book.look(payout)) : refuse('02006', 'order not found')
  }

  return {
    vendor: 'opay',
    balances: { NGN: balance },
    operationOf: ({ method, path }) => operations[`${method} ${path}`] ?? 'other',
    handle(request, context) {
      const { method, path, headers } = request
      if (method !== 'POST') return refuse('02001', 'params invalid')
      if (headers.merchantid !== merchantId) return refuse('02002', 'merchant not configured')
      if (path === '/transfer/toBank' || path === '/transfer/status/toBank') {
        if (!isSigned(request)) return refuse('02000', 'authentication failed')
        return path === '/transfer/toBank' ? transfer(request, context) : status(request, context)
      }
      if (headers.authorization !== `Bearer ${publicKey}`) return refuse('02022', 'public key is not found')
      if (path === '/verification/accountNumber/resolve') return resolve(request)
      if (path === '/balances') return succeed([{ value: context.book.balance('NGN').toString(), currency: 'NGN' }])
      if (path === '/banks') return succeed(banks)
      return refuse('50003', 'service not available')
    },
    refusal: () => refuse('90', 'system failure'),
    strangeError: () => refuse('77777', 'a thing that was never documented'),
  }
}

/** The vendor signs sorted keys; at the top level that shows in the text. */
function isSorted(body: string): boolean {
  const names = Object.keys(JSON.parse(body))
  return names.join() === [...names].sort().join()
}

const operations: Readonly<Record<string, Operation>> = {
  'POST /verification/accountNumber/resolve': 'resolve',
  'POST /transfer/toBank': 'submit',
  'POST /transfer/status/toBank': 'query',
  'POST /balances': 'balance',
}
const banks = [
  { name: 'Guaranty Trust Bank', code: '058' },
  { name: 'Access Bank', code: '044' },
]
const bankCode = z.string().regex(/^\d{3,6}$/)
const accountNumber = z.string().regex(/^\d{10}$/)
const resolveSchema = z.strictObject({ countryCode: z.literal('NG'), bankCode, bankAccountNo: accountNumber })
const statusSchema = z.strictObject({ reference: z.string().min(1) })
const transferSchema = z.strictObject({
  amount: z.string().regex(/^[1-9]\d{0,15}$/),
  country: z.literal('NG'),
  currency: z.literal('NGN'),
  reason: z.string(),
  receiver: z.strictObject({
    bankAccountNumber: accountNumber,
    bankCode,
    name: z.string().min(1),
    nameCheck: z.enum(['yes', 'fuzzy', 'no']),
  }),
  reference: z.string().min(1),
})
