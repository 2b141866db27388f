/** An order's life, and what each step moves in the accounts. */
import { type Context, type Event, ponder } from 'ponder:registry'
import { order } from 'ponder:schema'
import { type Hex, zeroAddress } from 'viem'
import { accrueFees, moveFunds } from './accounts.ts'

const PAY_CLAIMER = 1
const UNCLAIMED = 2

ponder.on('OrderEscrow:OrderCreated', async ({ event, context }) => {
  const { settlement, routing, parties } = event.args.order
  await context.db.insert(order).values({
    id: event.args.orderId,
    status: 'open',
    createdAt: event.block.timestamp,
    changedAt: event.block.timestamp,
    payer: parties.payer,
    refundTo: parties.refundTo,
    arbiter: parties.arbiter,
    token: settlement.token,
    amount: settlement.amount,
    payout: settlement.payout,
    verifier: settlement.verifier,
    integrator: settlement.integrator,
    integratorFeeBps: settlement.integratorFeeBps,
    protocolFeeBps: settlement.protocolFeeBps,
    corridor: routing.corridor,
    bond: 0n,
    failures: 0,
  })
})

ponder.on('OrderEscrow:OrderClaimed', async ({ event, context }) => {
  const { orderId, provider, bond, payBy } = event.args
  const { token } = await getOrder(context, orderId)
  await change(context, event, orderId, { status: 'claimed', claimer: provider, bond, payBy: BigInt(payBy) })
  await moveFunds(context, provider, token, { free: -bond, locked: bond })
})

ponder.on('OrderEscrow:OrderSubmitted', async ({ event, context }) => {
  await change(context, event, event.args.orderId, { status: 'submitted', settleAfter: BigInt(event.args.settleAfter) })
})

ponder.on('OrderEscrow:OrderSettled', async ({ event, context }) => {
  const { orderId, provider, credited } = event.args
  const settled = await getOrder(context, orderId)
  await change(context, event, orderId, { status: 'settled', bond: 0n, credited })
  await moveFunds(context, provider, settled.token, { free: settled.bond + credited, locked: -settled.bond })
  await accrueFees(context, settled)
})

ponder.on('OrderEscrow:OrderFailed', async ({ event, context }) => {
  const { orderId, cause } = event.args
  if (cause === UNCLAIMED) return // its refund follows
  const { failures } = await getOrder(context, orderId)
  await change(context, event, orderId, { status: 'open', claimer: null, payBy: null, failures: failures + 1 })
})

ponder.on('OrderEscrow:OrderRefunded', async ({ event, context }) => {
  await change(context, event, event.args.orderId, { status: 'refunded', refunded: event.args.amount })
})

ponder.on('OrderEscrow:BondMoved', async ({ event, context }) => {
  const { orderId, provider, token, toPayer } = event.args
  const { bond, refundTo } = await getOrder(context, orderId)
  await context.db.update(order, { id: orderId }).set({ bond: 0n })
  await moveFunds(context, provider, token, { free: bond - toPayer, locked: -bond })
  await moveFunds(context, refundTo, token, { free: toPayer, locked: 0n })
})

ponder.on('OrderEscrow:OrderChallenged', async ({ event, context }) => {
  const { orderId, payer, resolveBy } = event.args
  const { token, bond } = await getOrder(context, orderId)
  await change(context, event, orderId, { status: 'disputed', resolveBy: BigInt(resolveBy) })
  await moveFunds(context, payer, token, { free: -bond, locked: bond })
})

ponder.on('OrderEscrow:OrderResolved', async ({ event, context }) => {
  const { orderId, resolver, ruling } = event.args
  const { token, bond, payer } = await getOrder(context, orderId)
  // An arbiter's ruling for the claimer forfeits the payer's bond: a Deposited for the claimer follows.
  const isForfeit = ruling === PAY_CLAIMER && resolver !== zeroAddress
  await moveFunds(context, payer, token, { free: isForfeit ? 0n : bond, locked: -bond })
})

async function getOrder(context: Context, id: Hex) {
  const found = await context.db.find(order, { id })
  if (!found) throw new Error(`no OrderCreated was seen for ${id}: does the start block come before it?`)
  return found
}

function change(context: Context, event: Pick<Event, 'block'>, id: Hex, values: Partial<typeof order.$inferInsert>) {
  return context.db.update(order, { id }).set({ ...values, changedAt: event.block.timestamp })
}
