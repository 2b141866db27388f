/** The sandbox PSP's HTTP side: authenticates, parses, routes, and answers late, wrongly or never when a fault says so. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Corridor, getCorridor, validateRecipient } from '@paynode/sdk/protocol'
import { z } from 'zod'
import type { Clock } from '../runtime/clock.ts'
import { parseJson } from '../runtime/parseJson.ts'
import { readBody } from '../runtime/readBody.ts'
import type { Book } from './book.ts'
import type { Faults, Mishap } from './faults.ts'
import { getHolderName, institutions } from './names.ts'
import { faultSchema, type SandboxAccount, type SandboxPayout } from './types.ts'
import type { Webhooks } from './webhooks.ts'

export type RequestDeps = {
  readonly corridor: Corridor
  readonly auditToken: string
  readonly book: Book
  readonly clock: Clock
  readonly faults: Faults
  readonly latencyMs: number
  readonly settleMs: number
  readonly webhooks: Webhooks
  onCommitted(payout: SandboxPayout, settleMs: number, copies: number): void
  readonly signal: AbortSignal
}

type Answer = { readonly status: number; readonly body: unknown; readonly mishap?: Mishap['answer'] }
type Caller = { readonly type: 'account'; readonly account: SandboxAccount } | { readonly type: 'audit' }

const MAX_BODY = 16_384

/** Makes the listener of the server. */
export function createRequestHandler(deps: RequestDeps) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(deps, request)
      .then((result) => send(deps, result, response))
      .catch(() => response.destroy())
  }
}

async function answer(deps: RequestDeps, request: IncomingMessage): Promise<Answer> {
  if (deps.latencyMs > 0) await deps.clock.sleep(deps.latencyMs, deps.signal)
  const caller = toCaller(deps, request.headers.authorization)
  if (!caller) return refuse(401, 'unauthorized')
  const body = await readJson(request)
  const [, version, noun = '', id, ...rest] = new URL(request.url ?? '/', 'http://sandbox').pathname.split('/')
  if (version !== 'v1' || rest.length > 0) return refuse(404, 'no_route')
  const route = `${request.method} ${noun}${id === undefined ? '' : '/:id'}`
  return caller.type === 'audit' ? answerAudit(deps, route, id ?? '', body) : answerAccount(deps, caller.account, route, id ?? '', body)
}

function answerAccount(deps: RequestDeps, account: SandboxAccount, route: string, id: string, body: unknown): Answer {
  const { book, corridor } = deps
  switch (route) {
    case 'POST payouts':
      return submit(deps, account, body)
    case 'GET payouts/:id': {
      const payout = book.payout(account.id, id)
      return payout ? { status: 200, body: toPayoutJson(payout) } : refuse(404, 'not_found')
    }
    case 'GET balance':
      return { status: 200, body: { currency: getCorridor(corridor)?.currency, amount: book.balance(account.id).toString() } }
    case 'POST resolve': {
      const parsed = destinationSchema.safeParse(body)
      if (!parsed.success) return refuse(400, 'invalid_request')
      const name = getHolderName(parsed.data)
      return name ? { status: 200, body: { name } } : refuse(404, 'unknown_account')
    }
    case 'GET institutions':
      return { status: 200, body: { institutions: institutions[corridor] ?? [] } }
    case 'POST webhooks': {
      const parsed = webhookSchema.safeParse(body)
      if (!parsed.success) return refuse(400, 'invalid_request')
      deps.webhooks.register(account.id, parsed.data)
      return { status: 201, body: {} }
    }
    default:
      return refuse(404, 'no_route')
  }
}

function answerAudit({ book, faults }: RequestDeps, route: string, id: string, body: unknown): Answer {
  if (route === 'GET ledger') return { status: 200, body: toLedgerJson(book) }
  if (route === 'GET receipts/:id') {
    const payout = book.receipt(id)
    if (!payout) return refuse(404, 'not_found')
    const { reference, status, amount, currency, recipient, owner, paidAt } = payout
    const holder = { ...recipient, name: getHolderName(recipient) }
    return {
      status: 200,
      body: { reference, status, amount: amount.toString(), currency, recipient: holder, owner, paidAt: paidAt ?? null },
    }
  }
  if (route === 'POST faults') {
    const parsed = faultSchema.safeParse(body)
    if (!parsed.success) return refuse(400, 'invalid_request')
    faults.add(parsed.data)
    return { status: 201, body: {} }
  }
  return refuse(404, 'no_route')
}

function submit(deps: RequestDeps, account: SandboxAccount, body: unknown): Answer {
  const parsed = payoutSchema.safeParse(body)
  if (!parsed.success) return refuse(400, 'invalid_request')
  const { reference, currency, amount, institution, account: number } = parsed.data
  if (currency !== getCorridor(deps.corridor)?.currency) return refuse(422, 'unsupported_currency')
  const recipient = { corridor: deps.corridor, institution, account: number }
  if (validateRecipient(recipient)) return refuse(422, 'invalid_destination')
  if (deps.book.payout(account.id, reference)) return refuse(409, 'duplicate_reference')
  const mishap = deps.faults.next({ reference, account: number })
  if (mishap.before) return refuse(500, 'internal')
  const settleMs = mishap.settleMs ?? deps.settleMs
  const result = deps.book.commit(account, { reference, amount, currency, recipient }, { settleMs, failure: mishap.failure })
  if (result.type === 'duplicate') return refuse(409, 'duplicate_reference')
  if (result.type === 'insufficientFunds') return refuse(402, 'insufficient_funds')
  deps.onCommitted(result.payout, settleMs, mishap.duplicateWebhook ? 2 : 1)
  return { status: 201, body: toPayoutJson(result.payout), mishap: mishap.answer }
}

async function send(deps: RequestDeps, { status, body, mishap }: Answer, response: ServerResponse): Promise<void> {
  if (mishap?.fault === 'dropAfterCommit') return void response.destroy()
  if (mishap?.fault === 'hang') return // until either side closes
  if (mishap?.fault === 'delay') await deps.clock.sleep(mishap.ms, deps.signal)
  if (mishap?.fault === 'html')
    return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>')
  const failed = mishap?.fault === 'error500AfterCommit'
  const text = JSON.stringify(failed ? { code: 'internal' } : body)
  response.writeHead(failed ? 500 : status, { 'content-type': 'application/json' }).end(text)
}

const refuse = (status: number, code: string): Answer => ({ status, body: { code } })

function toCaller({ auditToken, book }: RequestDeps, authorization: string | undefined): Caller | undefined {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return undefined
  if (token === auditToken) return { type: 'audit' }
  const account = book.account(token)
  return account && { type: 'account', account }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const raw = await readBody(request, MAX_BODY)
  if (!raw) throw new Error('request body too large')
  return parseJson(raw)
}

const toPayoutJson = ({ id, reference, status, reason, amount, currency, paidAt }: SandboxPayout) => ({
  id,
  reference,
  status,
  reason: reason ?? null,
  amount: amount.toString(),
  currency,
  paidAt: paidAt ?? null,
})

/** Without recipients: a reconciliation needs none. */
function toLedgerJson(book: Book) {
  const { entries, payouts, balances } = book.ledger()
  return {
    entries: entries.map((entry) => ({ ...entry, amount: entry.amount.toString() })),
    payouts: payouts.map((payout) => ({ ...toPayoutJson(payout), accountId: payout.accountId, owner: payout.owner })),
    balances: balances.map((account) => ({ ...account, balance: account.balance.toString() })),
  }
}

const destinationSchema = z.object({ institution: z.string().max(12).optional(), account: z.string().min(1).max(40) })
const webhookSchema = z.object({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(8).max(200) })
const payoutSchema = z.strictObject({
  reference: z.string().regex(/^[a-z0-9]{16,64}$/),
  currency: z.string(),
  amount: z
    .string()
    .regex(/^[1-9]\d{0,37}$/)
    .transform(BigInt),
  institution: z.string().max(12).optional(),
  account: z.string().min(1).max(40),
  memo: z.string().max(100).default(''),
})
