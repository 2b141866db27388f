/** Pays the planned orders and meets their faults, telling what happens. */
import type { OrderId } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import { now } from '../clock.ts'
import type { LocalNetwork } from '../network/startLocalNetwork.ts'
import { createReader } from '../network/wallets.ts'
import type { Progress } from '../output/progress.ts'
import { killClaimer } from './killClaimer.ts'
import { placeOrder } from './placeOrder.ts'
import { kindNotes, type PlannedOrder } from './plan.ts'
import { reclaimWhenDue } from './reclaimWhenDue.ts'
import { waitForEnd } from './waitForEnd.ts'

/** An order of the plan that is on chain. */
export type PlacedOrder = PlannedOrder & { readonly orderId: OrderId; readonly killed?: Address }

type Stage = { readonly network: LocalNetwork; readonly say: (text: string) => void; readonly signal: AbortSignal }

/** Locks every order, kills and restarts a provider on the way, and waits until all have ended. */
export async function payPlan(
  network: LocalNetwork,
  plan: readonly PlannedOrder[],
  { story, signal }: { readonly story: Progress; readonly signal: AbortSignal },
): Promise<readonly PlacedOrder[]> {
  const started = now()
  const say = (text: string) => story.line(`${((now() - started) / 1_000).toFixed(1).padStart(6)} s  ${text}`)
  const stage: Stage = { network, say, signal }
  const killed = await Promise.all(plan.filter(({ kind }) => kind === 'killed').map((item) => placeAndKill(stage, item)))
  const served = plan.filter(({ kind }) => kind !== 'killed' && kind !== 'unserved')
  const unserved = plan.filter(({ kind }) => kind === 'unserved')
  const [placed, reclaimed] = await Promise.all([
    placeInLanes(stage, served).then(async (items) => {
      await follow(stage, items, (text) => story.update(text))
      return items
    }),
    Promise.all(unserved.map((item) => placeAndReclaim(stage, item))),
    ...killed.map((item) => revive(stage, item)),
  ])
  return [...killed, ...placed, ...reclaimed].sort((left, right) => left.number - right.number)
}

async function placeAndKill({ network, say, signal }: Stage, item: PlannedOrder): Promise<PlacedOrder & { readonly killed: Address }> {
  const [payer = network.description.payer] = network.payers
  const orderId = await placeOrder(network, item, payer, signal)
  say(`#${item.number} ${item.corridor} ${item.amount} locked: ${kindNotes[item.kind]}`)
  const killed = await killClaimer(network, orderId, signal)
  say(`#${item.number} claimed by ${killed.slice(0, 8)}…; killed with SIGKILL`)
  return { ...item, orderId, killed }
}

/** Starts the killed provider again, once somebody else has paid its order. */
async function revive({ network, say, signal }: Stage, { number, orderId, killed }: PlacedOrder & { readonly killed: Address }) {
  const { contracts } = network.description
  await waitForEnd(createReader(network.description), contracts.OrderEscrow, [orderId], { timeoutMs: 180_000, signal })
  say(`#${number} settled by somebody else; starting ${killed.slice(0, 8)}… again`)
  await network.restartProvider(killed)
  say(`${killed.slice(0, 8)}… is back`)
}

/** The last payer locks an order that nobody can serve, and takes its money back as soon as the escrow lets it. */
async function placeAndReclaim({ network, say, signal }: Stage, item: PlannedOrder): Promise<PlacedOrder> {
  const payer = network.payers.at(-1) ?? network.description.payer
  const orderId = await placeOrder(network, item, payer, signal)
  say(`#${item.number} ${item.corridor} ${item.amount} locked: ${kindNotes[item.kind]}`)
  await reclaimWhenDue(network.description, { orderId, privateKey: payer.privateKey, signal })
  say(`#${item.number} reclaimed by its payer`)
  return { ...item, orderId }
}

/** Every other payer locks one order after another; payers work at the same time. */
async function placeInLanes({ network, say, signal }: Stage, plan: readonly PlannedOrder[]): Promise<readonly PlacedOrder[]> {
  const placed: PlacedOrder[] = []
  const waiting = [...plan]
  const lane = async (payer: LocalNetwork['payers'][number]) => {
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      const orderId = await placeOrder(network, item, payer, signal)
      placed.push({ ...item, orderId })
      say(`#${item.number} ${item.corridor} ${item.amount} locked${kindNotes[item.kind] ? `: ${kindNotes[item.kind]}` : ''}`)
    }
  }
  await Promise.all(network.payers.slice(0, -1).map(lane))
  return placed
}

async function follow({ network, say, signal }: Stage, items: readonly PlacedOrder[], update: (text: string) => void): Promise<void> {
  const ids = items.map(({ orderId }) => orderId)
  await waitForEnd(createReader(network.description), network.description.contracts.OrderEscrow, ids, {
    timeoutMs: 240_000,
    signal,
    onProgress: (done, order) => {
      const item = items.find(({ orderId }) => orderId === order.id)
      if (item) say(`#${item.number} ${item.corridor} ${order.settled ? 'settled' : 'refunded'} (${done}/${ids.length})`)
      update(`${done}/${ids.length} ended`)
    },
  })
}
