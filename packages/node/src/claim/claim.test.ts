/** Claiming, giving up, expiring, reclaiming, finishing: what is sent, when, and what a refusal means. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { hashOrder, type Order, orderDefaults, type PaymentReference } from '@paynode/sdk/protocol'
import { type Address, decodeFunctionData, type Hex, zeroHash } from 'viem'
import { describe, expect, test } from 'vitest'
import type { OrderView, SendResult, TransactionSender } from '../chain/ports.ts'
import type { HandlerResult, OrderRecord } from '../orders/types.ts'
import type { Clock } from '../runtime/clock.ts'
import { type ClaimDeps, createClaimHandler } from './claim.ts'
import { createExpireHandler } from './expire.ts'
import { createFinishHandler, DISPUTE_SECONDS } from './finish.ts'
import { createGiveUpHandler } from './giveUp.ts'
import { createReclaimHandler } from './reclaim.ts'

const self: Address = '0x00000000000000000000000000000000000000A1'
const other: Address = '0x00000000000000000000000000000000000000b2'
const order: Order = {
  ...orderDefaults,
  payer: other,
  refundTo: other,
  token: other,
  amount: 10n,
  payout: 1_000n,
  corridor: 'NGN/bank',
  reclaimAfter: 2_000,
  turnSeconds: 1,
  claimBy: 1_500,
  payWindow: 100,
  salt: 1n,
}
const id = hashOrder(order, { chainId: 1, escrow: self })
const position = { block: 1, blockHash: '0x01' as Hex, blockTime: 1_000, logIndex: 0, transactionHash: '0x02' as Hex }
const routed: OrderRecord = {
  id,
  order,
  corridor: 'NGN/bank',
  state: 'routed',
  created: position,
  ranking: [self],
  route: zeroHash,
  rank: 0,
  turnStart: 1_000,
  failedBy: [],
}
const done: HandlerResult = { type: 'events', events: [] }
const mined: SendResult = { type: 'mined', hash: '0x03', block: 2 }

/** A chain at `time` (unix seconds) that holds the order as told, and a sender that answers as told. */
function createWorld(
  status: OrderView['status'],
  { claimer, time = 1_100, result = mined }: { claimer?: Address; time?: number; result?: SendResult } = {},
) {
  const sent: string[] = []
  const world = { status, claimer, sent, released: 0, said: 0 }
  const view = {
    head: () => ({ number: 1, hash: '0x01' as Hex, parentHash: '0x00' as Hex, timestamp: time }),
    order: (): OrderView => ({ id, order, status: world.status, claimer: world.claimer, created: position, changed: position }),
    providers: () => [],
    provider: () => undefined,
    providerByNodeAddress: () => undefined,
    account: () => ({ free: 0n, locked: 0n }),
    inFlight: () => 0,
  }
  const sender: TransactionSender = {
    address: self,
    send: async ({ data }) => {
      const { functionName, args } = decodeFunctionData({ abi: orderEscrowAbi, data })
      sent.push(functionName === 'giveUp' ? `giveUp ${args[1]}` : functionName)
      return result
    },
  }
  const clock: Clock = { now: () => time * 1_000, sleep: async () => {} }
  return { ...world, world, view, sender, clock, escrow: other, self }
}
const run = (handler: ReturnType<typeof createExpireHandler>, record: OrderRecord) =>
  handler({ record, attempts: 1, signal: AbortSignal.timeout(5_000) })

describe('claim', () => {
  const claim = async (
    made: ReturnType<typeof createWorld>,
    answer: Awaited<ReturnType<ClaimDeps['canServe']>> = { type: 'yes' },
    record = routed,
  ) => {
    const { world } = made
    const handler = createClaimHandler({
      ...made,
      canServe: async () => answer,
      release: () => {
        world.released += 1
      },
      dispatchSent: () => {
        world.said += 1
      },
    })
    return run(handler, record)
  }

  test('says so before it sends, then leaves the rest to the chain', async () => {
    const made = createWorld('open')
    expect(await claim(made)).toEqual(done)
    expect([made.world.said, made.sent, made.world.released]).toEqual([1, ['claim'], 0])
  })

  test.each([
    ['claimed', self],
    ['claimed', other],
    ['settled', undefined],
  ] as const)('sends nothing when the order is %s by %s', async (status, claimer) => {
    const made = createWorld(status, claimer ? { claimer } : {})
    expect(await claim(made)).toEqual(done)
    expect(made.sent).toEqual([])
  })

  test('sends nothing for an order that is past routing here', async () => {
    for (const state of ['submitted', 'flagged', 'declined', 'failed'] as const) {
      const made = createWorld('open')
      await claim(made, { type: 'yes' }, { ...routed, state })
      expect(made.sent).toEqual([])
    }
  })

  test('takes an order again that it is paying, without asking whether it can serve it', async () => {
    for (const state of ['paying', 'unknown', 'paid'] as const) {
      const made = createWorld('open')
      await claim(made, { type: 'no', reason: 'a payout of this order was recorded before' }, { ...routed, state })
      expect([made.sent, made.world.said]).toEqual([['claim'], 0])
    }
  })

  test('declines at claimBy, and what it cannot serve', async () => {
    expect(await claim(createWorld('open', { time: 1_500 }))).toMatchObject({ events: [{ type: 'declined' }] })
    const refusal = { type: 'no', reason: 'not enough float' } as const
    expect(await claim(createWorld('open'), refusal)).toEqual({
      type: 'events',
      events: [{ type: 'declined', reason: 'not enough float' }],
    })
  })

  test('waits for what may still arrive', async () => {
    const made = createWorld('open')
    expect(await claim(made, { type: 'later', at: 7, reason: 'soon' })).toEqual({ type: 'retry', at: 7, reason: 'soon' })
    expect(made.world.said).toBe(0)
  })

  test.each(['refused', 'reverted'] as const)('a lost race (%s) frees the float', async (type) => {
    const made = createWorld('open', { result: { type, hash: '0x03', reason: 'WrongStatus' } })
    expect(await claim(made)).toEqual({ type: 'events', events: [{ type: 'claimLost', reason: 'WrongStatus' }] })
    expect(made.world.released).toBe(1)
  })

  test('a claim that an earlier transaction won is kept', async () => {
    const made = createWorld('open', { result: { type: 'refused', reason: 'WrongStatus' } })
    const { send } = made.sender
    const sender: TransactionSender = {
      ...made.sender,
      send: (request) => {
        Object.assign(made.world, { status: 'claimed', claimer: self })
        return send(request)
      },
    }
    expect(await claim({ ...made, sender })).toEqual(done)
    expect(made.world.released).toBe(0)
  })

  test.each(['NotYourTurn', 'InsufficientFunds'])('%s passes with time', async (reason) => {
    const outcome = await claim(createWorld('open', { result: { type: 'refused', reason } }))
    expect(outcome).toMatchObject({ type: 'retry', events: [{ type: 'claimLost', reason }] })
  })
})

describe('giveUp', () => {
  const failed: OrderRecord = { ...routed, state: 'failed', claimer: self }
  test.each([
    ['recipientRejected: bad account', 3],
    ['pspUnavailable: down', 4],
    ['insufficientFloat: empty', 5],
    ['expired: no cause of ours', 6],
    [undefined, 6],
  ])('reason "%s" is cause %i', async (reason, cause) => {
    const made = createWorld('claimed', { claimer: self })
    await run(createGiveUpHandler({ ...made, isUnpaid: () => true }), { ...failed, reason })
    expect(made.sent).toEqual([`giveUp ${cause}`])
  })

  test('expires the claim when it is too late to give it up, and tries again while the chain has it', async () => {
    const late = createWorld('claimed', { claimer: self, time: 1_401, result: { type: 'refused', reason: 'TooEarly' } })
    const handler = createGiveUpHandler({ ...late, isUnpaid: () => true })
    expect((await run(handler, { ...failed, payBy: 1_400 })).type).toBe('retry')
    expect(late.sent).toEqual(['expireClaim'])
    late.world.status = 'open'
    expect(await run(handler, { ...failed, payBy: 1_400 })).toEqual(done)
  })

  test('never while money may move, nor when the claim is not ours', async () => {
    const unpaid = { isUnpaid: () => true }
    const mine = createWorld('claimed', { claimer: self })
    await run(createGiveUpHandler({ ...mine, isUnpaid: () => false }), failed)
    await run(createGiveUpHandler({ ...mine, ...unpaid }), { ...failed, state: 'unknown', reference: 'pn' as PaymentReference })
    const theirs = createWorld('claimed', { claimer: other })
    await run(createGiveUpHandler({ ...theirs, ...unpaid }), failed)
    expect([mine.sent, theirs.sent]).toEqual([[], []])
  })
})

describe('expire', () => {
  const taken: OrderRecord = { ...routed, state: 'taken', claimer: other, payBy: 1_100 }
  test('strictly after payBy on the chain', async () => {
    const early = createWorld('claimed', { claimer: other, time: 1_100 })
    expect((await run(createExpireHandler(early), taken)).type).toBe('retry')
    const late = createWorld('claimed', { claimer: other, time: 1_101, result: { type: 'refused', reason: 'WrongStatus' } })
    expect((await run(createExpireHandler(late), taken)).type).toBe('retry') // somebody else was first, or the node lags: the view will say
    late.world.status = 'open'
    expect(await run(createExpireHandler(late), taken)).toEqual(done)
    expect([early.sent, late.sent]).toEqual([[], ['expireClaim']])
  })

  test('not what is claimed no more', async () => {
    const made = createWorld('open', { time: 9_999 })
    expect(await run(createExpireHandler(made), taken)).toEqual(done)
    expect(made.sent).toEqual([])
  })
})

describe('reclaim', () => {
  test('an open order, after reclaimAfter and some patience', async () => {
    const early = createWorld('open', { time: 2_001 })
    expect((await run(createReclaimHandler(early), routed)).type).toBe('retry')
    const late = createWorld('open', { time: 2_030 })
    expect(await run(createReclaimHandler(late), routed)).toEqual(done)
    expect([early.sent, late.sent]).toEqual([[], ['reclaim']])
  })

  test('waits while claimed, ends with the order', async () => {
    const claimed = createWorld('claimed', { claimer: other, time: 9_000 })
    expect((await run(createReclaimHandler(claimed), routed)).type).toBe('retry')
    expect(await run(createReclaimHandler(createWorld('settled', { time: 9_000 })), routed)).toEqual(done)
    expect(claimed.sent).toEqual([])
  })
})

describe('finish', () => {
  test('settles a submission, tries again when it is too early, leaves an order that is over alone', async () => {
    const made = createWorld('submitted')
    expect(await run(createFinishHandler(made), routed)).toEqual(done)
    expect(made.sent).toEqual(['settle'])
    const early = createWorld('submitted', { result: { type: 'refused', reason: 'TooEarly' } })
    expect((await run(createFinishHandler(early), routed)).type).toBe('retry')
    const over = createWorld('refunded')
    expect(await run(createFinishHandler(over), routed)).toEqual(done)
    expect(over.sent).toEqual([])
  })

  test.each([
    [0, 21_600_000],
    [DISPUTE_SECONDS - 60, 61_000],
    [DISPUTE_SECONDS, 1_000],
  ])('leaves a dispute to its arbiter %i s after the challenge, and looks again', async (after, wait) => {
    const made = createWorld('disputed', { time: 1_000 + after })
    expect(await run(createFinishHandler(made), routed)).toMatchObject({ type: 'retry', at: (1_000 + after) * 1_000 + wait })
    expect(made.sent).toEqual([])
  })

  test('ends a dispute on which the arbiter stayed silent', async () => {
    const made = createWorld('disputed', { time: 1_000 + DISPUTE_SECONDS + 1 })
    expect(await run(createFinishHandler(made), routed)).toEqual(done)
    expect(made.sent).toEqual(['resolveByDefault'])
  })
})
