/** Puts payers' signed orders on chain with the operator's gas: simulated first, within quotas, recorded before anything is sent. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Address, Hex } from 'viem'
import type { SendResult } from '../chain/ports.ts'
import {
  acceptRelay,
  findRelayTransaction,
  getRelay,
  isTransactionAlive,
  listRelayTimes,
  setRelayState,
  sumRelayGas,
} from '../store/relays.ts'
import { createFundings, type RelayFunding } from './createFundings.ts'
import { decodeRefusal } from './decodeRefusal.ts'
import { type RelayCall, toRelayCall } from './toRelayCall.ts'
import type { RelayDeps, RelayRequest, RelayResult } from './types.ts'

/** A relay. */
export type Relay = {
  readonly address: Address
  readonly perPayerPerDay: number
  /** What payers can sign here: what the token and the chain understand. */
  fundings(): Promise<readonly RelayFunding[]>
  /** Orders that a payer may still send today. */
  leftToday(payer: Address): number
  /** Asking again with the same order never sends it twice. @throws what `beforeSending` throws, or when the chain cannot be asked. */
  submit(request: RelayRequest): Promise<RelayResult>
}

const DAY_MS = 86_400_000
const BUSY_SECONDS = 60

/** Creates the relay of a daemon. */
export function createRelay(deps: RelayDeps): Relay {
  const { store, clock, limits, sender, metrics } = deps
  const underWay = new Map<OrderId, Promise<unknown>>()
  let reservedGas = 0n
  const times = (payer: Address) => listRelayTimes(store, payer, clock.now() - DAY_MS)

  /** Counts the order against its payer's quota, for good unless it is refused. */
  const take = ({ orderId, order: { payer } }: RelayRequest): RelayResult | undefined =>
    store.transaction(() => {
      const known = getRelay(store, orderId)
      if (known && known.state !== 'refused') return undefined // counted already
      const [oldest = 0, ...more] = times(payer)
      if (oldest > 0 && more.length + 1 >= limits.perPayerPerDay) {
        return { type: 'quota', retryAfterSeconds: Math.max(1, Math.ceil((oldest + DAY_MS - clock.now()) / 1_000)) }
      }
      acceptRelay(store, { orderId, payer, at: clock.now() })
      return undefined
    })
  const leave = (orderId: OrderId) => setRelayState(store, orderId, { state: 'refused', at: clock.now() })

  const submit = async (request: RelayRequest): Promise<RelayResult> => {
    const { orderId, order, funding } = request
    const created = deps.creationOf(orderId)
    if (created) return { type: 'sent', transactionHash: created }
    const known = getRelay(store, orderId)
    if (known?.transactionHash && isTransactionAlive(store, known.transactionHash))
      return { type: 'sent', transactionHash: known.transactionHash }
    const reason = toObjection(deps, request)
    if (reason !== undefined || funding.lane === 'payer') return { type: 'unacceptable', reason: reason ?? 'sign the order for a relayer' }
    const call = toRelayCall(deps.escrow, order, funding)
    const lost = known?.state === 'accepted' ? findRelayTransaction(store, call) : undefined
    if (lost) {
      setRelayState(store, orderId, { state: 'sent', transactionHash: lost, at: clock.now() })
      return { type: 'sent', transactionHash: lost }
    }
    if (call.needs && !(await deps.client.getCode({ address: call.needs })))
      return { type: 'unacceptable', reason: "deploy the payer's account first; this chain has no Multicall3 to do it on the way" }
    const price = await estimate(deps, call)
    if ('refusal' in price) return { type: 'refused', refusal: price.refusal }
    if (price.gas > limits.maxGas) return { type: 'unacceptable', reason: `it takes ${price.gas} gas; this gateway pays ${limits.maxGas}` }
    if (sumRelayGas(store, clock.now() - DAY_MS) + reservedGas + price.cost > limits.gasPerDay)
      return { type: 'exhausted', reason: 'the gas budget of the day is used up', retryAfterSeconds: 3_600 }
    const over = take(request)
    if (over) return over
    reservedGas += price.cost
    try {
      await request.beforeSending()
      return await send(call, orderId)
    } catch (error) {
      if (getRelay(store, orderId)?.transactionHash === undefined) leave(orderId)
      throw error
    } finally {
      reservedGas -= price.cost
    }
  }

  /** Resolves once the transaction is recorded and sent; what becomes of it afterwards is followed behind. */
  const send = async (call: RelayCall, orderId: OrderId): Promise<RelayResult> => {
    const sent = Promise.withResolvers<Hex>()
    const onSent = (transactionHash: Hex) => {
      setRelayState(store, orderId, { state: 'sent', transactionHash, at: clock.now() })
      sent.resolve(transactionHash)
    }
    const ended = sender.send({ purpose: 'relay', to: call.to, data: call.data, signal: deps.signal, onSent })
    const follow = (result: SendResult) => {
      metrics.count('paynode_relays_total', { result: result.type })
      if (result.type !== 'mined') leave(orderId) // may be tried again
    }
    ended.then(follow, (error: unknown) => {
      if (!deps.signal.aborted)
        deps.logger.warn({ orderId, error: error instanceof Error ? error.name : 'unknown' }, 'a relayed order was not followed to its end')
    })
    const first = await Promise.race([sent.promise, ended.catch(toExhausted)])
    if (typeof first === 'string') return { type: 'sent', transactionHash: first }
    if (first.type === 'exhausted') {
      leave(orderId)
      return first
    }
    if (first.type === 'mined') return { type: 'sent', transactionHash: first.hash }
    return { type: 'refused', refusal: { name: first.reason, args: [] } }
  }

  return {
    address: sender.address,
    perPayerPerDay: limits.perPayerPerDay,
    fundings: createFundings(deps),
    leftToday: (payer) => Math.max(0, limits.perPayerPerDay - times(payer).length),
    submit: (request) => {
      const { orderId } = request
      const next = () => submit(request)
      const task = (underWay.get(orderId) ?? Promise.resolve()).then(next, next) // one at a time: the second finds what the first did
      underWay.set(orderId, task)
      const end = () => void (underWay.get(orderId) === task && underWay.delete(orderId))
      task.then(end, end)
      return task
    },
  }
}

/** Why this gateway does not relay an order, whatever the chain says of it. */
function toObjection({ token, limits, clock }: RelayDeps, { order }: RelayRequest): string | undefined {
  if (order.token.toLowerCase() !== token.toLowerCase()) return `this gateway relays orders of the token ${token} only`
  if (order.amount < limits.minAmount) return `orders of less than ${limits.minAmount} token units are not relayed here; create it yourself`
  if (order.claimBy * 1_000 <= clock.now()) return 'the order’s claims have ended; prepare it again'
  return undefined
}

async function estimate({ client, sender }: RelayDeps, { to, data }: RelayCall) {
  try {
    await client.call({ account: sender.address, to, data })
  } catch (error) {
    const refusal = decodeRefusal(error)
    if (!refusal) throw error
    return { refusal }
  }
  const [gas, fees] = await Promise.all([client.estimateGas({ account: sender.address, to, data }), client.estimateFeesPerGas()])
  return { gas, cost: gas * (fees.maxFeePerGas ?? 0n) }
}

/** The sender gave up before anything was signed: gas is too dear, or the chain is away. */
const toExhausted = (): RelayResult & { type: 'exhausted' } => ({
  type: 'exhausted',
  reason: 'gas is too dear now, or the chain cannot be reached',
  retryAfterSeconds: BUSY_SECONDS,
})
