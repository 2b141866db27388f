/** A stream of orders from several payers, with short deadlines, to accounts that make the sandbox PSP misbehave now and then. */
import type { LocalNetwork } from '@paynode/cli/local-network'
import { createOrder, type Order, type OrderId, parseRecipient } from '@paynode/sdk'
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { toOnchainOrder } from '@paynode/sdk/protocol'
import type { Random } from '../simulator/world/random.ts'
import { createPayer, sleep } from './rpc.ts'

/** An order that a payer locked. */
export type PlacedOrder = { readonly id: OrderId; readonly order: Order; readonly payer: number }

/** Seconds: short, so that every way out is taken within minutes. Paying needs more than the daemons' margin of 8 s. */
const terms = { turnSeconds: 4, claimSeconds: 60, payWindow: 40 } as const
/** What the last four digits make the sandbox do: fail, drop the answer, take two seconds, answer 500, run out of funds. */
const magic = ['0000', '1111', '2222', '3333', '4444'] as const

/** Creates orders until the signal aborts; `onOrder` hears of each, `onRefusal` why one was not made. */
export async function createOrders(parameters: {
  readonly network: LocalNetwork
  readonly random: Random
  readonly pauseMs: number
  readonly signal: AbortSignal
  onOrder(order: PlacedOrder): void
  onRefusal(reason: string): void
}): Promise<void> {
  const { network, random, pauseMs, signal } = parameters
  await Promise.all(
    network.payers.map(async ({ privateKey }, payer) => {
      const wallet = createPayer(network, privateKey)
      for (let number = 0; !signal.aborted; number++) {
        const account = `01${payer}${String(number % 1_000).padStart(3, '0')}${random.chance(0.3) ? random.pick(magic) : '9999'}`
        const recipient = parseRecipient(`NGN/bank:058:${account}`)
        const amount = BigInt(random.int(5, 40)) * 1_000_000n
        try {
          const { orderId, order } = await createOrder(wallet, { network: pickGateway(network, random), amount, recipient, ...terms })
          parameters.onOrder({ id: orderId, order, payer })
        } catch (error) {
          if (!signal.aborted) parameters.onRefusal(error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : 'unknown')
        }
        await sleep(random.int(pauseMs / 2, pauseMs * 1.5), signal)
      }
    }),
  )
}

/** A payer's own way out of a reorg: an order that the chain lost is locked again, on the same terms and under the same id. */
export async function lockAgain(network: LocalNetwork, { order, payer }: PlacedOrder): Promise<void> {
  const key = network.payers[payer]?.privateKey
  if (!key) throw new Error(`there is no payer ${payer}`)
  const address = network.description.contracts.OrderEscrow
  await createPayer(network, key).writeContract({ address, abi: orderEscrowAbi, functionName: 'create', args: [toOnchainOrder(order)] })
}

/** Any gateway may be down: start somewhere else every time. */
function pickGateway({ description }: LocalNetwork, random: Random) {
  return { ...description, gateways: random.shuffle(description.gateways) }
}
