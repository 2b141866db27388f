/** Which recipients a claim is not worth the risk for, asked of a real sandbox PSP. */
import type { FailureCause, OrderId, Recipient } from '@paynode/sdk/protocol'
import { zeroAddress, zeroHash } from 'viem'
import { expect, onTestFinished, test } from 'vitest'
import type { ChainEvent } from '../chain/events.ts'
import { createSandboxAdapter } from '../payout/adapters/sandbox.ts'
import { createInstitutions } from '../payout/createInstitutions.ts'
import { openPsp } from '../payout/payout.fixture.ts'
import type { PspAdapter } from '../payout/psp.ts'
import { createVirtualClock } from '../runtime/createVirtualClock.ts'
import { createAccountGate } from './createAccountGate.ts'

const clock = createVirtualClock(1_700_000_000_000)
const signal = new AbortController().signal
const recipient = (account: string): Recipient => ({ corridor: 'NGN/bank', institution: '058', account })
const failed = (cause: FailureCause): ChainEvent => ({
  name: 'OrderFailed',
  orderId: zeroHash as OrderId,
  provider: zeroAddress,
  cause,
  position: { block: 1, blockHash: zeroHash, blockTime: 1, logIndex: 0, transactionHash: zeroHash },
})

/** Asks about an account after some ends of earlier claims. `wrap` changes what the PSP's adapter can do. */
async function open(wrap: (adapter: PspAdapter) => PspAdapter = (adapter) => adapter) {
  const psp = await openPsp(clock)
  onTestFinished(psp.close)
  const adapter = wrap(createSandboxAdapter({ id: 'sandbox', url: psp.url, apiKey: 'key-a', timeoutMs: 60_000, clock }))
  const ask = (account: string, before: readonly ChainEvent[] = []) =>
    createAccountGate({ clock, institutions: createInstitutions({ clock }), adaptersFor: () => [adapter], eventsOf: () => before })(
      zeroHash as OrderId,
      recipient(account),
      signal,
    )
  return { psp, ask }
}

test('an account that the PSP knows is claimed for, whatever an earlier claimer said of it', async () => {
  const { ask } = await open()
  expect(await ask('0123456789')).toBeUndefined()
  expect(await ask('0123456789', [failed('recipientRejected')])).toBeUndefined()
})

test('an account that the PSP does not know is left alone', async () => {
  const { ask } = await open()
  expect(await ask('0123450000')).toBe('the PSP knows no such account')
})

test.each<[string, (adapter: PspAdapter) => PspAdapter]>([
  ['tells no names', (adapter) => ({ ...adapter, capabilities: { ...adapter.capabilities, nameEnquiry: false } })],
  ['is down', (adapter) => ({ ...adapter, resolve: async () => Promise.reject(new Error('down')) })],
])('where the PSP %s, one refusal of the recipient is enough', async (_name, wrap) => {
  const { ask } = await open(wrap)
  expect(await ask('0123450000')).toBeUndefined()
  expect(await ask('0123450000', [failed('pspUnavailable'), failed('expired')])).toBeUndefined()
  expect(await ask('0123450000', [failed('pspUnavailable'), failed('recipientRejected')])).toMatch('an earlier claimer')
})

test('an enquiry that outlasts a turn says nothing', async () => {
  const { ask } = await open((adapter) => ({
    ...adapter,
    resolve: (_recipient, abort) => new Promise((resolve) => abort.addEventListener('abort', () => resolve({ type: 'unknown' }))),
  }))
  const answer = ask('0123450000')
  await Promise.resolve()
  clock.advance(3_000)
  expect(await answer).toBeUndefined()
})
