/** The model of a block is a function of the chain: not of when anybody asked, nor of how the blocks came. */
import type { OrderId } from '@paynode/sdk/protocol'
import { applyEvent, createState, stateRoot } from '@paynode/sdk/router'
import fc from 'fast-check'
import { type Address, getAddress, keccak256, toHex, zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { BlockHeader, ChainEvent } from '../chain/events.ts'
import { createLearning } from './learning.ts'

const at = (index: number) => getAddress(`0x${index.toString(16).padStart(40, '0')}`)
const orderIdOf = (index: number) => keccak256(toHex(`order ${index}`)) as OrderId
const header = (number: number): BlockHeader => ({ number, hash: keccak256(toHex(number)), timestamp: number })
const position = (block: number) => ({
  block,
  blockHash: header(block).hash,
  blockTime: block,
  logIndex: 0,
  transactionHash: '0x00' as const,
})
const payer = at(99)

const corridorOf = (index: number) => (index % 2 ? ('NGN/bank' as const) : ('KES/mpesa' as const))
const registered = (provider: Address): ChainEvent => ({
  name: 'ProviderRegistered',
  entry: {
    operator: provider,
    owner: provider,
    nodeAddress: provider,
    nodeKey: '0x',
    hpkeKey: '0x',
    gatewayUrl: '',
    multiaddrs: [],
    corridors: ['NGN/bank', 'KES/mpesa'],
  },
  position: position(0),
})
const claimed = (index: number, block: number, provider: Address = at(1)): ChainEvent => ({
  name: 'OrderClaimed',
  orderId: orderIdOf(index),
  provider,
  route: '0x00',
  bond: 1n,
  payBy: block + 9,
  position: position(block),
})
const registry = [1, 2, 3].map((index) => registered(at(index)))
const created = (index: number, block: number) =>
  ({
    name: 'OrderCreated',
    orderId: orderIdOf(index),
    order: { corridor: corridorOf(index), payer, amount: 1_000_000n, integratorFeeBps: 0, protocolFeeBps: 0, pinned: [] },
    position: position(block),
  }) as unknown as ChainEvent // the fold reads nothing else of an order
const settled = (index: number, block: number, provider: Address = at(1)): ChainEvent => ({
  name: 'OrderSettled',
  orderId: orderIdOf(index),
  provider,
  credited: 1n,
  position: position(block),
})
const failed = (index: number, block: number, provider: Address = at(1)): ChainEvent => ({
  name: 'OrderFailed',
  orderId: orderIdOf(index),
  provider,
  cause: 'expired',
  position: position(block),
})

type Fold = ReturnType<typeof createLearning>
const BLOCKS = 60
/** Per block: orders that appear and end in it. */
const chains = fc.array(
  fc.record({ block: fc.integer({ min: 1, max: BLOCKS }), provider: fc.integer({ min: 1, max: 3 }).map(at), success: fc.boolean() }),
  { maxLength: 60 },
)

function toBlocks(attempts: readonly { block: number; provider: Address; success: boolean }[]) {
  return Array.from({ length: BLOCKS + 1 }, (_, number) => ({
    header: header(number),
    events: [
      ...(number === 0 ? registry : []),
      ...attempts.flatMap(({ block, provider, success }, index) => {
        if (block !== number) return []
        return [created(index, block), claimed(index, block, provider), (success ? settled : failed)(index, block, provider)]
      }),
    ],
  }))
}
const replay = (fold: Fold, blocks: ReturnType<typeof toBlocks>) => {
  for (const block of blocks) fold.apply(block)
}

describe('modelFor', () => {
  test('property: the same for a daemon that asks at every block, at some, or only at the end', () => {
    fc.assert(
      fc.property(
        chains,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        fc.array(fc.boolean()),
        (attempts, stride, lag, asks) => {
          const blocks = toBlocks(attempts)
          const eager = createLearning({ stride, lag })
          const sparse = createLearning({ stride, lag })
          for (const block of blocks) {
            for (const fold of [eager, sparse]) fold.apply(block)
            const { number } = block.header
            const live = eager.modelFor(number)
            if (!asks[number] && number !== BLOCKS) continue
            const late = createLearning({ stride, lag }) // started now, folds the whole chain at once, knows later blocks too
            replay(late, blocks)
            expect(stateRoot(sparse.modelFor(number).state)).toBe(stateRoot(live.state))
            expect(stateRoot(late.modelFor(number).state)).toBe(stateRoot(live.state))
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('property: holds the outcomes up to the last multiple of the stride, and no other', () => {
    fc.assert(
      fc.property(
        chains,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: BLOCKS }),
        (attempts, stride, lag, block) => {
          const fold = createLearning({ stride, lag })
          replay(fold, toBlocks(attempts))
          const { state, height } = fold.modelFor(block)
          expect(height % stride).toBe(0)
          expect(height).toBeLessThanOrEqual(Math.max(0, block - lag))
          expect(height + stride).toBeGreaterThan(block - lag)
          const expected = createState()
          for (const index of [1, 2, 3]) {
            applyEvent(expected, { type: 'registered', provider: at(index), corridors: ['NGN/bank', 'KES/mpesa'], time: 0 })
          }
          for (let when = 0; when <= height; when++) {
            for (const [index, { block: of, provider, success }] of attempts.entries()) {
              if (of !== when) continue
              const terms = { orderId: orderIdOf(index), provider, corridor: corridorOf(index), amount: 1_000_000n, payer, time: when }
              applyEvent(expected, { type: 'assigned', ...terms })
              applyEvent(expected, { type: 'claimed', ...terms })
              applyEvent(expected, { type: 'outcome', ...terms, success, cause: success ? 'none' : 'expired' })
            }
          }
          expect(stateRoot(state)).toBe(stateRoot(expected))
        },
      ),
      { numRuns: 60 },
    )
  })

  const learned = (fold: Fold, block: number) => fold.modelFor(block).state.network.outcomes[0]

  test('behavior: an order may fail more than once before it ends', () => {
    const fold = createLearning({ stride: 1, lag: 0 })
    const attempts = [1, 2, 3].flatMap((index) => [claimed(1, 1, at(index)), (index < 3 ? failed : settled)(1, 1, at(index))])
    fold.apply({ header: header(1), events: [...registry, created(1, 1), ...attempts] })
    expect(learned(fold, 1)).toBe(3)
  })

  test('behavior: an order that nobody claimed blames nobody', () => {
    const fold = createLearning({ stride: 1, lag: 0 })
    fold.apply({ header: header(1), events: [...registry, created(1, 1), failed(1, 1, zeroAddress)] })
    expect(learned(fold, 1)).toBe(0)
  })

  test('behavior: a refund while the claim stands is a lost dispute', () => {
    const fold = createLearning({ stride: 1, lag: 0 })
    const refunded = { name: 'OrderRefunded', orderId: orderIdOf(1), refundTo: payer, amount: 1n, position: position(1) } as const
    fold.apply({ header: header(1), events: [...registry, created(1, 1), claimed(1, 1), refunded] })
    const { state } = fold.modelFor(1)
    expect([state.network.outcomes[0], state.providers.monthDisputed[0]]).toEqual([1, 65_536])
  })

  test('behavior: stake is what the account holds after the block', () => {
    const fold = createLearning({ stride: 1, lag: 0, accountOf: () => ({ free: 7_000_000n, locked: 2n }) })
    fold.apply({ header: header(1), events: registry })
    const { providers } = fold.modelFor(1).state
    expect([providers.free[2], providers.locked[2]]).toEqual([7_000_000, 2])
  })

  test('behavior: after a reset and another history nothing of the first remains', () => {
    const fold = createLearning({ stride: 1, lag: 0 })
    fold.apply({ header: header(5), events: [...registry, created(1, 5), claimed(1, 5), failed(1, 5)] })
    expect(fold.modelFor(5).height).toBe(5)
    fold.reset()
    const events = [...registry, created(2, 4), claimed(2, 4), settled(2, 4)]
    fold.apply({ header: header(4), events })
    const fresh = createLearning({ stride: 1, lag: 0 })
    fresh.apply({ header: header(4), events })
    expect(fold.modelFor(4).height).toBe(4)
    expect(stateRoot(fold.modelFor(4).state)).toBe(stateRoot(fresh.modelFor(4).state))
  })
})
