import { hashAttestationBatch } from '@paynode/sdk/protocol'
import fc from 'fast-check'
import { type Hex, recoverAddress, slice } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addressOf, alice, bob, carol, domain, openQuorum } from './attestation.fixture.ts'
import { chooseQuorum } from './chooseQuorum.ts'
import { type Collected, collectAttestations } from './collectAttestations.ts'

const signal = new AbortController().signal
let quorum: Awaited<ReturnType<typeof openQuorum>>
beforeEach(async () => {
  quorum = await openQuorum()
})
afterEach(() => quorum.close())

/** What the contract does: signers in ascending order over the batch. */
const signersOf = async ({ accepted, proof }: Collected) => {
  const hash = hashAttestationBatch(
    accepted.map(({ attestation }) => attestation),
    domain,
  )
  const signatures = Array.from({ length: (proof.length - 2) / 130 }, (_, index) => slice(proof, index * 65, (index + 1) * 65) as Hex)
  const signers = await Promise.all(signatures.map((signature) => recoverAddress({ hash, signature })))
  expect(signers.map((signer) => signer.toLowerCase())).toEqual(signers.map((signer) => signer.toLowerCase()).sort())
  return signers
}
const paid = async (count: number) => {
  const items = Array.from({ length: count }, () => quorum.claim())
  await Promise.all(items.map((item) => quorum.pay(item)))
  return items
}

describe('collecting', () => {
  test('gives a proof of threshold signers over the accepted items, in their order', async () => {
    const items = [...(await paid(3)), quorum.claim()]
    const collected = await collectAttestations(quorum.collectDeps(), items, signal)
    expect(collected.accepted.map(({ orderId }) => orderId)).toEqual(items.slice(0, 3).map(({ orderId }) => orderId))
    expect(collected.rejected).toEqual([{ orderId: items[3]?.orderId, reason: 'noReceipt' }])
    expect((await signersOf(collected)).sort()).toEqual([addressOf(bob), addressOf(carol)].sort())
    expect(collected.attesters).toEqual([bob, carol])
  })

  test('counts its own attester when too few others answer', async () => {
    quorum.handlers.delete(carol)
    const items = await paid(1)
    const alone = await collectAttestations(quorum.collectDeps(), items, signal)
    expect(alone).toMatchObject({ accepted: [], proof: '0x', rejected: [{ reason: 'not enough attesters answered alike' }] })
    const collected = await collectAttestations(quorum.collectDeps({ local: quorum.local }), items, signal)
    expect((await signersOf(collected)).sort()).toEqual([addressOf(alice), addressOf(bob)].sort())
  })

  test('leaves out an attester that signs nothing, or something else', async () => {
    const items = await paid(2)
    const honest = quorum.handlers.get(bob)!
    for (const lie of [
      () => Promise.reject(new Error('no')),
      () => Promise.resolve({ signature: `0x${'1b'.repeat(65)}` }),
      () => Promise.resolve('x'),
    ]) {
      quorum.handlers.set(bob, (body, from, handlerSignal) =>
        (body as { kind: string }).kind === 'sign' ? lie() : honest(body, from, handlerSignal),
      )
      const collected = await collectAttestations(quorum.collectDeps({ local: quorum.local }), items, signal)
      expect(collected.accepted).toHaveLength(2)
      expect((await signersOf(collected)).sort()).toEqual([addressOf(alice), addressOf(carol)].sort())
    }
  })

  test('an attester that vouches for things nobody asked is not heard', async () => {
    const items = await paid(1)
    const other = quorum.claim()
    await quorum.pay(other)
    const honest = quorum.handlers.get(bob)!
    quorum.handlers.set(bob, async (_body, from, handlerSignal) => honest({ kind: 'check', items: [other] }, from, handlerSignal))
    expect((await collectAttestations(quorum.collectDeps(), items, signal)).accepted).toEqual([])
  })
})

test('a quorum is the best set there is', () => {
  const attesters = ['a', 'b', 'c', 'd']
  const opinion = fc.dictionary(fc.constantFrom('1', '2', '3'), fc.constantFrom('x', 'y'))
  fc.assert(
    fc.property(fc.array(opinion, { minLength: 4, maxLength: 4 }), fc.integer({ min: 1, max: 4 }), (opinions, threshold) => {
      const acceptances = new Map(attesters.map((attester, index) => [attester, new Map(Object.entries(opinions[index] ?? {}))]))
      const quorum = chooseQuorum(acceptances, threshold)
      const best = Math.max(
        ...Array.from({ length: 16 }, (_, mask) => attesters.filter((_attester, index) => mask & (1 << index)))
          .filter((set) => set.length === threshold)
          .map(
            (set) =>
              ['1', '2', '3'].filter(
                (item) =>
                  new Set(set.map((attester) => acceptances.get(attester)?.get(item) ?? attester)).size === 1 &&
                  acceptances.get(set[0]!)?.has(item),
              ).length,
          ),
      )
      expect(quorum?.items.size ?? 0).toBe(best)
      for (const [item, key] of quorum?.items ?? [])
        for (const attester of quorum?.attesters ?? []) expect(acceptances.get(attester)?.get(item)).toBe(key)
    }),
  )
})
