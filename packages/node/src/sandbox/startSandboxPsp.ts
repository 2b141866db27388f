/**
 * A payment service provider for development and tests: a real HTTP server with its own books, magic account numbers and scripted faults.
 *
 * | account ends in | what happens |
 * |---|---|
 * | `0000` | name enquiry: unknown account; a payout ends FAILED `bad_destination`, without a debit |
 * | `1111` | the payout is committed, then the connection is destroyed; repeating it answers 409 |
 * | `2222` | stays PENDING for two seconds |
 * | `3333` | error 500, nothing committed |
 * | `4444` | a payout ends FAILED `insufficient_funds`, without a debit |
 *
 * | route | for | does |
 * |---|---|---|
 * | `POST /v1/payouts` | API key | `{reference, currency, amount, institution?, account, memo}` → PENDING, final after `settleMs`; 409 on a known reference |
 * | `GET /v1/payouts/:reference`, `GET /v1/balance` | API key | the account's own payouts and balance |
 * | `POST /v1/resolve`, `GET /v1/institutions` | API key | name enquiry, institutions |
 * | `POST /v1/webhooks` | API key | `{url, secret}`: signed notices of status changes |
 * | `GET /v1/receipts/:reference`, `GET /v1/ledger` | audit token | proof of one payout, all debits and payouts |
 * | `POST /v1/faults` | audit token | `{match: {reference?, account?, nth?}, fault, ms?, times?}` |
 *
 * References are unique per account, as at real PSPs. Amounts are strings of minor units.
 */
import { type Clock, systemClock } from '../runtime/clock.ts'
import { closeOnAbort } from '../runtime/closeOnAbort.ts'
import { listenHttp } from '../runtime/listenHttp.ts'
import { type Book, openBook } from './book.ts'
import { createFaults } from './faults.ts'
import { createRequestHandler } from './handleRequest.ts'
import type { SandboxOptions, SandboxPayout, SandboxPsp } from './types.ts'
import { createWebhooks } from './webhooks.ts'

/**
 * Starts a sandbox PSP and resolves when it listens. `close()` ends open connections; so does aborting `signal`.
 * @example const psp = await startSandboxPsp({ corridor: 'NGN/bank', accounts, auditToken })
 */
export async function startSandboxPsp(options: SandboxOptions): Promise<SandboxPsp> {
  const { corridor, accounts, auditToken, port = 0, host = '127.0.0.1', clock = systemClock, latencyMs = 0, settleMs = 50 } = options
  const stop = new AbortController()
  const book = openBook({ file: options.file ?? ':memory:', accounts, clock })
  const webhooks = createWebhooks()
  const notices = new Set<Promise<void>>()
  const onCommitted = (payout: SandboxPayout, settles: number, copies: number) => {
    const notice: Promise<void> = announce({ book, clock, webhooks }, payout, settles, copies, stop.signal)
      .catch(() => undefined) // stopped meanwhile
      .finally(() => notices.delete(notice))
    notices.add(notice)
  }
  const handle = createRequestHandler({
    corridor,
    auditToken,
    book,
    clock,
    faults: createFaults(),
    latencyMs,
    settleMs,
    webhooks,
    onCommitted,
    signal: stop.signal,
  })
  const server = await listenHttp(handle, { host, port })
  const close = closeOnAbort(options.signal, async () => {
    stop.abort()
    await Promise.all([server.close(), ...notices])
    book.close()
  })
  return { url: server.url, close, ledger: book.ledger }
}

async function announce(
  { book, clock, webhooks }: { readonly book: Book; readonly clock: Clock; readonly webhooks: ReturnType<typeof createWebhooks> },
  payout: SandboxPayout,
  settleMs: number,
  copies: number,
  signal: AbortSignal,
): Promise<void> {
  await clock.sleep(settleMs, signal)
  let current = book.payout(payout.accountId, payout.reference)
  while (current?.status === 'PENDING') {
    await clock.sleep(5, signal) // timers may fire a little early
    current = book.payout(payout.accountId, payout.reference)
  }
  if (current) await webhooks.send(current, copies, signal)
}
