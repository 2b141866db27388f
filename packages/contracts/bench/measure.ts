/** Runs every step of the escrow's life once in steady state and returns what it cost. */
import { claim, claimAll, submit, submitAll, warmUp } from './acts.ts'
import { estimateL1Size } from './l1Size.ts'
import { hashParts, type Order } from './orders.ts'
import { signAuthorization, signConfirmation, signOrder, signPermit, signPermit2 } from './sign.ts'
import { ample, batchSize, draft, getNow, inTurn, open, pass, type Stage } from './stage.ts'
import { type Sent, toCall } from './wallet.ts'
import { instantCap, transact } from './world.ts'

/** What one step cost; per order where a transaction carries several. Sizes in bytes. */
export type Measure = {
  readonly gas: number
  readonly calldata: number
  readonly l1Size: number
  readonly sent: Sent
  readonly orders: number
}
/** Costs by the step's name. */
export type Measures = Readonly<Record<string, Measure>>

/** Measures all steps. Their order is part of the figures' meaning: none is the first of its kind. */
export async function measureAll(stage: Stage): Promise<Measures> {
  await warmUp(stage)
  const parts = [measureToken, measureCreation, measureClaims, measurePayouts, measureDisputes, measureExits]
  return Object.assign({}, ...(await inTurn(parts, (measure) => measure(stage))))
}

async function measureToken({ world, payer, relayer, refundTo }: Stage): Promise<Measures> {
  const transfer = await transact(world, payer, world.token, 'transfer', [refundTo, 100_123_456n])
  await transact(world, payer, world.token, 'approve', [relayer.address, ample])
  const transferFrom = await transact(world, relayer, world.token, 'transferFrom', [payer.address, refundTo, 100_123_456n])
  return { transfer: one(transfer), transferFrom: one(transferFrom) }
}

async function measureCreation(stage: Stage): Promise<Measures> {
  const { world, payer, permitter, relayer, payers } = stage
  const { escrow } = world
  const relay = (name: string, args: readonly unknown[]) => transact(world, relayer, escrow, name, args)
  const encode = (name: string, args: readonly unknown[]) => toCall(escrow.address, escrow.abi, name, args).data
  const create = await transact(world, payer, escrow, 'create', [await draft(stage)])
  const order = await draft(stage)
  const createFor = await relay('createFor', [order, await signOrder(world, payer, order)])
  const permitted = await draft(stage, permitter)
  const deadline = BigInt(permitted.routing.claimBy)
  const permit = await signPermit(world, permitter, { spender: escrow.address, value: permitted.settlement.amount, nonce: 1n, deadline })
  const createWithPermit = await relay('createWithPermit', [permitted, deadline, permit, await signOrder(world, permitter, permitted)])
  const authorized = await draft(stage)
  const createWithAuthorization = await relay('createWithAuthorization', [authorized, await signAuthorization(world, payer, authorized)])
  const witnessed = await draft(stage)
  const createWithPermit2 = await relay('createWithPermit2', [witnessed, 1n, await signPermit2(world, payer, witnessed, 1n)])
  const authorizations = await inTurn(payers, async (person) => {
    const terms = await draft(stage, person)
    return encode('createWithAuthorization', [terms, await signAuthorization(world, person, terms)])
  })
  const transfers = await inTurn(payers, async (person) => {
    const terms = await draft(stage, person)
    return encode('createWithPermit2', [terms, 1n, await signPermit2(world, person, terms, 1n)])
  })
  return {
    create: one(create),
    createFor: one(createFor),
    createWithPermit: one(createWithPermit),
    createWithAuthorization: one(createWithAuthorization),
    createWithPermit2: one(createWithPermit2),
    createBatchAuthorization: each(await relay('createBatch', [authorizations])),
    createBatchPermit2: each(await relay('createBatch', [transfers])),
  }
}

async function measureClaims(stage: Stage): Promise<Measures> {
  const { world, provider, relayer } = stage
  const [first] = await open(stage, 1)
  const claimed = await claim(stage, provider, first)
  const giveUp = await transact(world, provider, world.escrow, 'giveUp', [first, 4])
  await claim(stage, provider, first)
  await pass(stage, first.routing.payWindow + 1)
  const expireClaim = await transact(world, relayer, world.escrow, 'expireClaim', [first])
  const claimBatch = await claimAll(stage, provider, await open(stage, batchSize))
  return { claim: one(claimed), claimBatch: each(claimBatch), giveUp: one(giveUp), expireClaim: one(expireClaim) }
}

async function measurePayouts(stage: Stage): Promise<Measures> {
  const { world, payer, provider, providers, relayer } = stage
  const [confirmed, ...instant] = await open(stage, 2)
  const [large, ...larger] = await open(stage, batchSize + 1, instantCap + 1n)
  await claimAll(stage, provider, [confirmed, ...instant, large, ...larger])
  const submitted = await submit(stage, provider, instant[0] as Order) // two were opened
  const confirm = await transact(world, relayer, world.escrow, 'confirm', [confirmed, await signConfirmation(world, payer, confirmed)])
  const submitWindow = await submit(stage, provider, large)
  const submitBatchWindow = await submitAll(stage, provider, larger, [])
  await pass(stage, large.settlement.challengeWindow + 1)
  const settle = await transact(world, provider, world.escrow, 'settle', [large.settlement, (await hashParts(world, large)).details])
  const items = await inTurn(larger, async (order) => ({ ...order.settlement, detailsHash: (await hashParts(world, order)).details }))
  const settleBatch = await transact(world, provider, world.escrow, 'settleBatch', [[{ shared: large.settlement, items }]])
  const own = await open(stage, batchSize)
  await claimAll(stage, provider, own)
  const submitBatchOne = await submitAll(stage, provider, own, [])
  const others = await open(stage, batchSize)
  for (const [i, other] of providers.entries()) await claim(stage, other, others[i] as Order) // as many orders as providers
  const submitBatchDistinct = await submitAll(stage, provider, others, providers)
  return {
    submit: one(submitted),
    submitWindow: one(submitWindow),
    settle: one(settle),
    confirm: one(confirm),
    submitBatchOne: each(submitBatchOne),
    submitBatchDistinct: each(submitBatchDistinct),
    submitBatchWindow: each(submitBatchWindow),
    settleBatch: each(settleBatch),
  }
}

async function measureDisputes(stage: Stage): Promise<Measures> {
  const { world, payer, provider, arbiter } = stage
  const [paid, ...unpaid] = await open(stage, 2, instantCap + 1n)
  await claimAll(stage, provider, [paid, ...unpaid])
  await submitAll(stage, provider, [paid, ...unpaid], [])
  const evidence = (await hashParts(world, paid)).details // any digest
  const challenge = await transact(world, payer, world.escrow, 'challenge', [paid, evidence])
  await transact(world, payer, world.escrow, 'challenge', [unpaid[0], evidence])
  const resolvePay = await transact(world, arbiter, world.escrow, 'resolve', [paid, 1, evidence])
  const resolveRefund = await transact(world, arbiter, world.escrow, 'resolve', [unpaid[0], 0, evidence])
  return { challenge: one(challenge), resolvePay: one(resolvePay), resolveRefund: one(resolveRefund) }
}

async function measureExits(stage: Stage): Promise<Measures> {
  const { world, provider, relayer, integrator } = stage
  const { token, escrow } = world
  const deposit = await transact(world, provider, escrow, 'deposit', [token.address, 100_123_456n])
  const withdraw = await transact(world, provider, escrow, 'withdraw', [token.address, 100_123_456n, provider.address])
  const collectFees = await transact(world, relayer, escrow, 'collectFees', [integrator, token.address])
  const [order] = await open(stage, 1)
  await pass(stage, order.parties.reclaimAfter - (await getNow(stage)))
  const reclaim = await transact(world, relayer, escrow, 'reclaim', [order])
  return { deposit: one(deposit), withdraw: one(withdraw), collectFees: one(collectFees), reclaim: one(reclaim) }
}

function one(sent: Sent): Measure {
  return { gas: sent.gas, calldata: sent.calldata, l1Size: Math.round(estimateL1Size(sent.raw)), sent, orders: 1 }
}

function each(sent: Sent): Measure {
  const { gas, calldata, l1Size } = one(sent)
  const per = (total: number) => Math.ceil(total / batchSize)
  return { gas: per(gas), calldata: per(calldata), l1Size: per(l1Size), sent, orders: batchSize }
}
