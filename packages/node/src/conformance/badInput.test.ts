/** What a vendor, an operator or a payer can get wrong, for every adapter: refused before the network, or held as unknown; never guessed. */
import { getCorridor, type PaymentReference, type Recipient } from '@paynode/sdk/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PayoutIntent, PspAdapter, SubmitResult } from '../payout/psp.ts'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { type FaultKind, type Operation, operations, type Simulator } from '../simulators/base/types.ts'
import { binanceConfirmedSubject, binanceSubject } from './subjects/binance.ts'
import { circleOnchainSubject, circleSubject } from './subjects/circle.ts'
import { flutterwaveSubject } from './subjects/flutterwave.ts'
import { flutterwaveV3ConfirmedSubject, flutterwaveV3Subject } from './subjects/flutterwaveV3.ts'
import { mpesaConfirmedSubject, mpesaSubject } from './subjects/mpesa.ts'
import { opayConfirmedSubject, opaySubject } from './subjects/opay.ts'
import { paystackSubject } from './subjects/paystack.ts'

const subjects = [
  paystackSubject,
  flutterwaveSubject,
  flutterwaveV3Subject,
  flutterwaveV3ConfirmedSubject,
  opaySubject,
  opayConfirmedSubject,
  mpesaSubject,
  mpesaConfirmedSubject,
  circleSubject,
  circleOnchainSubject,
  binanceSubject,
  binanceConfirmedSubject,
]
const signal = new AbortController().signal
const reference = `pn${'c4'.repeat(13)}` as PaymentReference
/** A page, half an answer, ten megabytes, a success status that says failure, a refusal with a code nobody documented, somewhere else to go. */
const lies = ['html', 'html200', 'truncated', 'huge', 'refused200', 'strange', 'redirect'] as const satisfies readonly FaultKind[]

let simulator: Simulator
let adapter: PspAdapter
const exchanges: object[] = []

describe.each(subjects.map((subject) => [subject.name, subject] as const))('%s', (_name, subject) => {
  const { recipient } = subject.makeRecipient(1)
  const currency = getCorridor(subject.corridor)?.currency ?? ''
  const value = subject.makeAmount?.(1) ?? 1_000_000n
  const intent: PayoutIntent = { reference, amount: { value, currency }, recipient, memo: reference }
  const play = (faults: readonly { readonly on: Operation; readonly kind: FaultKind }[], strangeLooks?: number) =>
    simulator.play({
      seed: 1,
      faults: faults.map((fault) => ({ ...fault, ms: 1 })),
      endings: [{ status: 'SUCCEEDED', settleMs: 60_000, strangeLooks }],
      notices: { copies: 1, delayMs: 0, drop: true, forge: false, reorder: false },
      poor: false,
    })
  const prepare = async () => {
    const result = await adapter.prepare(intent, signal)
    if (result.type !== 'prepared') throw new Error(`prepare: ${result.type}`)
    return result.prepared
  }
  const ask = (sent: SubmitResult, prepared: Awaited<ReturnType<typeof prepare>>) =>
    adapter.query(
      { reference, prepared, sentAt: 0, succeeded: false, ...(sent.type === 'accepted' && sent.pspId ? { pspId: sent.pspId } : {}) },
      signal,
    )
  const asked = () => operations.reduce((sum, operation) => sum + simulator.count(operation), 0)

  beforeEach(async () => {
    const clock = createVirtualClock(1_800_000_000_000)
    simulator = await subject.startSimulator({ clock })
    exchanges.length = 0
    adapter = subject.createAdapter({
      url: simulator.url,
      webhookUrl: 'http://127.0.0.1:1/hooks',
      clock,
      timeoutMs: 30_000,
      onExchange: (exchange) => exchanges.push(exchange),
    })
  })
  afterEach(() => simulator.close())

  test.each(lies)('a payout answered with %s may have been made: unknown, never failed', async (kind) => {
    play([{ on: 'submit', kind }])
    const sent = await adapter.submit(await prepare(), signal)
    expect(sent.type).toBe('unknown')
    expect(simulator.count('submit')).toBe(1) // a redirect is not followed, and nothing is repeated
  })

  test.each(lies)('a question answered with %s is no answer', async (kind) => {
    play([{ on: 'query', kind }])
    const prepared = await prepare()
    const sent = await adapter.submit(prepared, signal)
    const answer = await ask(sent, prepared)
    if (answer.type === 'notFound') expect(answer.authoritative).toBe(false)
    else expect(answer.type).toBe('unknown')
  })

  test('a status that nobody has seen before is no status', async () => {
    play([], 1_000)
    const prepared = await prepare()
    const sent = await adapter.submit(prepared, signal)
    expect(['accepted', 'unknown']).toContain(sent.type)
    if (sent.type === 'accepted') expect(['SUBMITTED', 'PENDING']).toContain(sent.status)
    const answer = await ask(sent, prepared)
    await simulator.flush()
    expect(['unknown', 'deferred']).toContain(answer.type)
  })

  test.each(lies)('a name enquiry, a balance and a preparation answered with %s decide nothing', async (kind) => {
    play([
      { on: 'resolve', kind },
      { on: 'balance', kind },
      { on: 'prepare', kind },
    ])
    const named = await adapter.resolve(recipient, signal)
    if (adapter.capabilities.nameEnquiry) expect(named.type).toBe('unknown')
    expect((await adapter.balance(currency, signal)).type).toBe('unknown')
    const ready = await adapter.prepare(intent, signal)
    expect(ready.type).toBe(simulator.count('prepare') > 0 ? 'unavailable' : 'prepared')
  })

  test('what a PSP says never carries a secret or the recipient into a log', async () => {
    play([{ on: 'submit', kind: 'strange' }])
    await adapter.submit(await prepare(), signal)
    const said = JSON.stringify(exchanges)
    expect(exchanges.length).toBeGreaterThan(0)
    for (const secret of [...subject.secrets, recipient.account]) expect(said).not.toContain(secret)
  })

  const amounts: readonly (readonly [string, bigint])[] = [
    ['nothing', 0n],
    ['less than nothing', -100n],
    ['more than any number of the vendor', 1n << 127n],
  ]
  test.each(amounts)('%s is refused before the network', (_case, amount) => {
    expect(errorsOf({ ...intent, amount: { value: amount, currency } })).toContain('amount')
    expect(asked()).toBe(0)
  })

  test.each(['', ' ', '0', '../../transfers', '0123456789\r\nx: y', '<b>1</b>', '9'.repeat(400), '٠١٢٣٤٥٦٧٨٩'])(
    'the account %j is refused before the network',
    (account) => {
      expect(errorsOf({ ...intent, recipient: { ...recipient, account } })).toContain('destination')
      expect(asked()).toBe(0)
    },
  )

  test('another currency, another corridor', () => {
    expect(errorsOf({ ...intent, amount: { value, currency: 'XAU' } })).toContain('currency')
    const elsewhere: Recipient = { corridor: 'XAU/vault', account: recipient.account }
    expect(errorsOf({ ...intent, recipient: elsewhere })).toContain('destination')
  })
})

const errorsOf = (intent: PayoutIntent) => adapter.validate(intent).flatMap(({ severity, code }) => (severity === 'error' ? [code] : []))
