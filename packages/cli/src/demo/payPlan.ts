/** Pays the planned orders and meets their faults, telling what happens. */
import { createOrder } from '@paynode/sdk'
import { type OrderId, parseRecipient, parseUnitsExact } from '@paynode/sdk/protocol'
import type { Address } from 'viem'
import { now } from '../clock.ts'
import type { LocalNetwork } from '../network/startLocalNetwork.ts'
import { createReader, createWallet } from '../network/wallets.ts'
import type { Progress } from '../output/progress.ts'
import { killClaimer } from './killClaimer.ts'
import { kindNotes, type PlannedOrder } from './plan.ts'
import { waitForEnd } from './waitForEnd.ts'

/** An order of the plan that is on chain. */
export type PlacedOrder = PlannedOrder & { readonly orderId: OrderId; readonly killed?: Address }

const IMPOSSIBLE_RATE = 100n // times a fair payout: above every provider's quote
const UNSERVED_SECONDS = 12
const PAY_WINDOW = 15

/** Locks every order, kills and restarts a provider on the way, and waits until all have ended. */
export async function payPlan(
  network: LocalNetwork,
  plan: readonly PlannedOrder[],
  { story, signal }: { readonly story: Progress; readonly signal: AbortSignal },
): Promise<readonly PlacedOrder[]> {
  const reader = createReader(network.description)
  const started = now()
  const say = (text: string) => story.line(`${((now() - started) / 1_000).toFixed(1).padStart(6)} s  ${text}`)
  const placed: PlacedOrder[] = []
  let revival: Promise<void> = Promise.resolve()
  for (const item of plan) {
    const orderId = await place(network, item, signal)
    say(`#${item.number} ${item.corridor} ${item.amount} locked${kindNotes[item.kind] ? `: ${kindNotes[item.kind]}` : ''}`)
    if (item.kind !== 'killed') {
      placed.push({ ...item, orderId })
      continue
    }
    const killed = await killClaimer(network, orderId, signal)
    say(`#${item.number} claimed by ${killed.slice(0, 8)}…; SIGKILL`)
    placed.push({ ...item, orderId, killed })
    revival = (async () => {
      await waitForEnd(reader, network.description.contracts.OrderEscrow, [orderId], { timeoutMs: 180_000, signal })
      say(`#${item.number} paid by somebody else; starting ${killed.slice(0, 8)}… again`)
      await network.restartProvider(killed)
      say(`${killed.slice(0, 8)}… is back`)
    })()
    revival.catch(() => {}) // awaited below
  }
  const ids = placed.map(({ orderId }) => orderId)
  await Promise.all([
    revival,
    waitForEnd(reader, network.description.contracts.OrderEscrow, ids, {
      timeoutMs: 240_000,
      signal,
      onProgress: (done, last) => {
        const item = last && placed.find(({ orderId }) => orderId === last.id)
        if (item && last) say(`#${item.number} ${item.corridor} ${last.settled ? 'settled' : 'refunded'} (${done}/${ids.length})`)
        story.update(`${done}/${ids.length} ended`)
      },
    }),
  ])
  return placed
}

async function place(network: LocalNetwork, item: PlannedOrder, signal: AbortSignal): Promise<OrderId> {
  const { description } = network
  const wallet = createWallet({ ...description, privateKey: description.payer.privateKey })
  const amount = parseUnitsExact(item.amount, description.token.decimals)
  const recipient = parseRecipient(item.to)
  const { orderId } = await createOrder(wallet, {
    network: description,
    amount,
    recipient,
    ...(item.kind === 'killed' ? { payWindow: PAY_WINDOW } : {}),
    ...(item.kind === 'unserved'
      ? { payout: amount * IMPOSSIBLE_RATE, claimSeconds: UNSERVED_SECONDS, reclaimSeconds: UNSERVED_SECONDS + 3 }
      : {}),
    signal,
  })
  return orderId
}
