import { recoverAttester, toPaymentReference } from '@paynode/sdk/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, alice, bob, carol, dave, domain, openQuorum } from './attestation.fixture.ts'
import type { AttestationItem } from './messages.ts'

let quorum: Awaited<ReturnType<typeof openQuorum>>
beforeAll(async () => {
  quorum = await openQuorum()
})
afterAll(() => quorum.close())

const check = async (item: AttestationItem, from = alice, attester = bob) => {
  const answer = (await quorum.ask(attester, from, { kind: 'check', items: [item] })) as {
    verdicts: { accepted: boolean; reason?: string; attestation?: object }[]
  }
  return answer.verdicts[0]!
}
const sign = (attestations: readonly unknown[], from = alice, attester = bob) =>
  quorum.ask(attester, from, { kind: 'sign', attestations }) as Promise<{ signature: `0x${string}` }>

describe('a check', () => {
  test('accepts a payout as the chain asked for it, and the signature is the attester’s', async () => {
    const item = quorum.claim()
    await quorum.pay(item)
    const verdict = await check(item)
    expect(verdict).toMatchObject({ accepted: true, attestation: { orderId: item.orderId, provider: alice, payout: 1_000n } })
    const { signature } = await sign([verdict.attestation])
    expect(await recoverAttester([verdict.attestation as never], domain, signature)).toBe(addressOf(bob))
  })

  const cases: [string, () => Promise<[AttestationItem, `0x${string}`?]>][] = [
    ['noReceipt', async () => [quorum.claim()]],
    ['wrongAmount', async () => paid({ amount: '999' })],
    ['wrongRecipient', async () => paid({ account: '9876543210' })],
    ['wrongOwner', async () => paid({ owner: bob })],
    ['notPaid', async () => paid({ account: '0123450000' })],
    ['unregistered', async () => [(await paid({}))[0], dave]],
    ['wrongProvider', async () => [(await paid({}))[0], carol]],
    ['unknownOrder', async () => [{ ...quorum.claim(), orderId: `0x${'12'.repeat(32)}` as never }]],
    ['wrongReference', async () => [{ ...(await paid({}))[0], reference: toPaymentReference(quorum.claim().orderId) }]],
    ['wrongRecipient', async () => [{ ...(await paid({}))[0], salt: `0x${'01'.repeat(32)}` }]],
    ['notClaimed', async () => moved('open')],
    ['notClaimed', async () => moved('settled')],
    ['wrongCurrency', async () => doctored({ amount: { value: 1_000n, currency: 'KES' } })],
    ['wrongReference', async () => doctored({ reference: 'pnother' })],
    ['notPaid', async () => doctored({ status: 'RETURNED' })],
  ]
  const paid = async (how: object): Promise<[AttestationItem]> => {
    const item = quorum.claim()
    await quorum.pay(item, how)
    return [item]
  }
  const moved = async (status: 'open' | 'settled'): Promise<[AttestationItem]> => {
    const [item] = await paid({})
    quorum.move(item, status, alice)
    return [item]
  }
  const doctored = async (change: object): Promise<[AttestationItem]> => {
    const [item] = await paid({})
    quorum.doctored.set(item.reference, change)
    return [item]
  }
  test.each(cases)('refuses: %s', async (reason, make) => {
    const [item, from] = await make()
    const verdict = await check(item, from)
    expect(verdict).toEqual({ orderId: item.orderId, accepted: false, reason })
    const forged = { orderId: item.orderId, provider: from ?? alice, payout: 1_000n, paidAt: 1 }
    await expect(sign([forged], from)).rejects.toThrow('notRecorded')
  })

  test('one payment serves one order: its reference opens no other', async () => {
    const first = quorum.claim()
    const second = quorum.claim()
    await quorum.pay(first)
    expect((await check({ ...second, reference: first.reference })).reason).toBe('wrongReference')
  })

  test('never says two different things about one order', async () => {
    const item = quorum.claim()
    await quorum.pay(item)
    expect((await check(item)).accepted).toBe(true)
    expect((await check(item)).accepted).toBe(true)
    quorum.doctored.set(item.reference, { paidAt: 2 })
    expect((await check(item)).reason).toBe('alreadyAttested')
  })

  test('vouches for a second claimer only when the first one’s payment does not stand', async () => {
    const item = quorum.claim(alice)
    await quorum.pay(item, { owner: alice })
    expect((await check(item, alice)).accepted).toBe(true)
    quorum.move(item, 'claimed', carol)
    await quorum.pay(item, { owner: carol })
    expect((await check(item, carol)).reason).toBe('wrongOwner')
    quorum.doctored.set(item.reference, { owner: carol })
    const verdict = await check(item, carol)
    expect(verdict).toMatchObject({ accepted: true, attestation: { provider: carol } })
    await expect(sign([verdict.attestation], alice)).rejects.toThrow('wrongProvider')
  })

  test('a dead PSP is a refusal, not a crash', async () => {
    const other = await openQuorum()
    const item = other.claim()
    await other.close()
    const answer = (await other.ask(bob, alice, { kind: 'check', items: [item] })) as { verdicts: { reason: string }[] }
    expect(answer.verdicts[0]?.reason).toBe('receiptUnavailable')
  })
})

describe('a signature', () => {
  test('covers only what was accepted, for whom it was accepted', async () => {
    const item = quorum.claim()
    await quorum.pay(item)
    const { attestation } = await check(item)
    for (const change of [{ payout: 9_999n }, { provider: bob }, { paidAt: 7 }])
      await expect(sign([{ ...attestation, ...change }])).rejects.toThrow('notRecorded')
    await expect(sign([attestation], carol)).rejects.toThrow('wrongProvider')
    await expect(sign([attestation], alice, carol)).rejects.toThrow('notRecorded')
  })

  test.each([[undefined], ['x'], [{ kind: 'check', items: [] }], [{ kind: 'sign', attestations: [{}] }], [{ kind: 'other' }]])(
    'malformed request %#',
    async (body) => {
      await expect(quorum.ask(bob, alice, body)).rejects.toThrow()
    },
  )
})
