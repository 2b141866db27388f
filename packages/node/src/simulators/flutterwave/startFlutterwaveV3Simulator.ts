/** Plays Flutterwave v3: transfers whose reference is taken once, questions by id and by reference, plain hashes on notices. Accounts ending in 0000 do not resolve. */
import { z } from 'zod'
import { startSimulator } from '../base/startSimulator.ts'
import type {
  Operation,
  ShownStatus,
  SimAnswer,
  SimContext,
  SimPayout,
  SimRequest,
  Simulator,
  SimulatorOptions,
  VendorDefinition,
} from '../base/types.ts'
import { words } from './shapes.ts'

export type FlutterwaveV3SimulatorOptions = SimulatorOptions & {
  /** `FLWSECK_TEST-…`. */
  readonly secretKey: string
  /** What notices carry as it is. */
  readonly secretHash: string
  /** Kobo. */
  readonly balance?: bigint | undefined
}

/** Starts the simulator. Its paths stand below `/v3`, as at the vendor. */
export function startFlutterwaveV3Simulator(options: FlutterwaveV3SimulatorOptions): Promise<Simulator> {
  return startSimulator(defineFlutterwaveV3(options), options)
}

function defineFlutterwaveV3({ secretKey, secretHash, balance = 10n ** 15n }: FlutterwaveV3SimulatorOptions): VendorDefinition {
  const byId = new Map<string, string>()

  const resolve = ({ json }: SimRequest): SimAnswer => {
    const parsed = resolveSchema.safeParse(json)
    if (!parsed.success || parsed.data.account_number.endsWith('0000')) return refuse('Sorry, recipient account could not be validated')
    return succeed('Account details fetched', { account_number: parsed.data.account_number, account_name: 'ADA OBI' })
  }
  const transfer = ({ json }: SimRequest, { book }: SimContext): SimAnswer => {
    const parsed = transferSchema.safeParse(json)
    if (!parsed.success) return refuse('Invalid request')
    const { account_bank: bank, account_number: destination, amount, currency, reference, narration } = parsed.data
    const details = { bank, narration: narration ?? '' }
    const result = book.commit({ reference, amount: BigInt(Math.round(amount * 100)), currency, destination, details })
    if (result.type === 'insufficient') return refuse('Insufficient funds in customer wallet')
    if (result.type === 'duplicate') return refuse('Transfer with this reference already exists')
    byId.set(toId(result.payout), reference)
    return succeed('Transfer Queued Successfully', toRow(result.payout, undefined))
  }
  const show = ({ path }: SimRequest, { book }: SimContext): SimAnswer => {
    const payout = book.find(byId.get(path.slice(`${BASE}/transfers/`.length)) ?? '')
    return payout ? succeed('Transfer fetched', toRow(payout, book.look(payout))) : refuse('Transfer not found', 404)
  }
  const find = ({ query }: SimRequest, { book }: SimContext): SimAnswer => {
    const payout = book.find(query.get('reference') ?? '')
    const rows = payout ? [toRow(payout, book.look(payout))] : []
    return {
      status: 200,
      body: { status: 'success', message: 'Transfers fetched', meta: { page_info: { total: rows.length } }, data: rows },
    }
  }

  return {
    vendor: 'flutterwave-v3',
    balances: { NGN: balance },
    operationOf: ({ method, path }) =>
      operations[`${method} ${path.slice(BASE.length).replace(/^\/transfers\/.*/, '/transfers')}`] ?? 'other',
    handle(request, context) {
      if (request.headers.authorization !== `Bearer ${secretKey}`) return refuse('Invalid authorization key', 401)
      const { method, path } = request
      switch (`${method} ${path.replace(/\/transfers\/.+/, '/transfers/:id')}`) {
        case `POST ${BASE}/accounts/resolve`:
          return resolve(request)
        case `POST ${BASE}/transfers`:
          return transfer(request, context)
        case `GET ${BASE}/transfers`:
          return find(request, context)
        case `GET ${BASE}/transfers/:id`:
          return show(request, context)
        case `GET ${BASE}/balances/NGN`: {
          const naira = Number(context.book.balance('NGN')) / 100
          return succeed('Wallet balance fetched', { currency: 'NGN', available_balance: naira, ledger_balance: naira })
        }
        case `GET ${BASE}/banks/NG`:
          return succeed('Banks fetched successfully', banks)
        default:
          return refuse('Not found', 404)
      }
    },
    refusal: () => ({ status: 200, body: { status: 'error', message: 'Something is wrong', data: null } }),
    strangeError: () => refuse('A thing that was never documented', 422),
    notice(payout, status, forged) {
      const body = JSON.stringify({ event: 'transfer.completed', 'event.type': 'Transfer', data: toRow(payout, status) })
      return { headers: { 'verif-hash': forged ? 'not the hash' : secretHash }, body }
    },
  }
}

const BASE = '/v3'
const toId = ({ number }: Pick<SimPayout, 'number'>) => String(26_250 + number)
const succeed = (message: string, data: unknown): SimAnswer => ({ status: 200, body: { status: 'success', message, data } })
/** v3 has messages instead of codes. */
const refuse = (message: string, status = 400): SimAnswer => ({ status, body: { status: 'error', message, data: null } })

/** A transfer as every answer shows it; `NEW` in the first one, whatever becomes of it. */
function toRow(payout: SimPayout, status: ShownStatus | undefined) {
  return {
    id: Number(toId(payout)),
    account_number: payout.destination,
    bank_code: payout.details.bank,
    full_name: 'ADA OBI',
    created_at: new Date(payout.createdAt).toISOString(),
    currency: payout.currency,
    debit_currency: payout.currency,
    amount: Number(payout.amount) / 100,
    fee: 10.75,
    status: status === undefined ? 'NEW' : words[status],
    reference: payout.reference,
    meta: null,
    narration: payout.details.narration ?? '',
    complete_message: status === 'FAILED' ? 'DISBURSE FAILED: the bank declined' : '',
    requires_approval: 0,
    is_approved: 1,
    bank_name: 'Guaranty Trust Bank',
  }
}

const operations: Readonly<Record<string, Operation>> = {
  'POST /accounts/resolve': 'resolve',
  'POST /transfers': 'submit',
  'GET /transfers': 'query',
  'GET /balances/NGN': 'balance',
}
const banks = [
  { id: 177, code: '058', name: 'Guaranty Trust Bank' },
  { id: 191, code: '044', name: 'Access Bank' },
]
const bankCode = z.string().regex(/^\d{3,6}$/)
const accountNumber = z.string().regex(/^\d{10}$/)
const resolveSchema = z.strictObject({ account_number: accountNumber, account_bank: bankCode })
const transferSchema = z.strictObject({
  account_bank: bankCode,
  account_number: accountNumber,
  amount: z.number().positive().multipleOf(0.01),
  currency: z.literal('NGN'),
  debit_currency: z.literal('NGN'),
  reference: z.string().min(1),
  narration: z.string().optional(),
})
