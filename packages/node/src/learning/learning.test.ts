/** The model of a block is a function of the chain: not of when anybody asked, nor of how the blocks came. */
import type { OrderId } from '@paynode/sdk/protocol'
import { applyOutcome, createModel, hashModel, type Outcome } from '@paynode/sdk/router'
import fc from 'fast-check'
import { type Address, getAddress, keccak256, toHex, zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { BlockHeader, ChainEvent } from '../chain/events.ts'
import { createLearning } from './learning.ts'

const at = (index: number) => getAddress(`0x${index.toString(16).padStart(40, '0')}`)
const orderIdOf = (index: number) => keccak256(toHex(`order ${index}`)) as OrderId
const header = (number: number): BlockHeader => ({ number, hash: keccak256(toHex(number)), parentHash: '0x', timestamp: number })
const position = (block: number) => ({
  block,
  blockHash: header(block).hash,
  blockTime: block,
  logIndex: 0,
  transactionHash: '0x00' as const,
})
const payer = at(99)

const created = (index: number, block: number) =>
  ({
    name: 'OrderCreated',
    orderId: orderIdOf(index),
    order: { corridor: index % 2 ? 'NGN/bank' : 'KES/mpesa', payer },
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
    events: attempts.flatMap(({ block, provider, success }, index) => {
      if (block !== number) return []
      return [created(index, block), (success ? settled : failed)(index, block, provider)]
    }),
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
            expect(hashModel(sparse.modelFor(number).model)).toBe(hashModel(live.model))
            expect(hashModel(late.modelFor(number).model)).toBe(hashModel(live.model))
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
          const { model, height } = fold.modelFor(block)
          expect(height % stride).toBe(0)
          expect(height).toBeLessThanOrEqual(Math.max(0, block - lag))
          expect(height + stride).toBeGreaterThan(block - lag)
          const expected = createModel()
          for (const { header: head } of toBlocks([])) {
            if (head.number > height) break
            for (const [index, { block: when, provider, success }] of attempts.entries()) {
              if (when !== head.number) continue
              const corridor = index % 2 ? ('NGN/bank' as const) : ('KES/mpesa' as const)
              const outcome: Outcome = { provider, corridor, success, cause: success ? 'none' : 'expired', block: when, payer }
              applyOutcome(expected, outcome)
            }
          }
          expect(hashModel(model)).toBe(hashModel(expected))
        },
      ),
    )
  })

  test('behavior: an order may fail more than once before it ends', () => {
    const fold = createLearning({ stride: 1, lag: 0 })
    const events = [created(1, 1), failed(1, 1, at(1)), failed(1, 1, at(2)), settled(1, 1, at(3))]
    fold.apply({ header: header(1), events })
    const { model } = fold.modelFor(1)
    expect([model.outcomes, [...model.providers.keys()]]).toEqual([3, [at(1), at(2), at(3)].map((address) => address.toLowerCase())])
  })

  test('behavior: an order that nobody claimed blames nobody', () => {
    const fold = createLearning({ stride: 1, lag: 0 })
    fold.apply({ header: header(1), events: [created(1, 1), failed(1, 1, zeroAddress)] })
    expect(hashModel(fold.modelFor(1).model)).toBe(hashModel(createModel()))
  })

  test('behavior: after a reset and another history nothing of the first remains', () => {
    const fold = createLearning({ stride: 1, lag: 0 })
    fold.apply({ header: header(5), events: [created(1, 5), failed(1, 5)] })
    expect(fold.modelFor(5).height).toBe(5)
    fold.reset()
    fold.apply({ header: header(4), events: [created(2, 4), settled(2, 4)] })
    const { model, height } = fold.modelFor(4)
    expect([height, model.outcomes]).toEqual([4, 1])
  })
})
