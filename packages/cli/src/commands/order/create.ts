/** Locks tokens for a recipient and, when asked, waits until the order is claimed or settled. */
import { createOrder } from '@paynode/sdk'
import { getCorridor, parseRecipient, parseUnitsExact } from '@paynode/sdk/protocol'
import type { Context } from '../../context.ts'
import { CliError, parseArgument, retryError, usageError } from '../../errors.ts'
import { toLifeView } from '../../flow/toLifeView.ts'
import { watchLife } from '../../flow/watchLife.ts'
import { loadNetwork } from '../../network/loadNetwork.ts'
import { parseCount } from '../../network/parseOptions.ts'
import { createWallet } from '../../network/wallets.ts'
import { getPayerKey } from '../../pay/getPayerKey.ts'

export type CreateOptions = {
  readonly network: string
  readonly amount: string
  readonly to: string
  readonly payout?: string
  readonly claimWithin?: string
  readonly reclaimAfter?: string
  readonly payWindow?: string
  readonly keyFile?: string
  readonly wait?: 'claimed' | 'settled'
  readonly timeout: string
}

/** Creates an order and prints its life. Everything that can be wrong with the arguments is found before the chain is touched. */
export async function createAndWait(options: CreateOptions, context: Context): Promise<void> {
  const recipient = parseArgument(() => parseRecipient(options.to))
  const info = getCorridor(recipient.corridor)
  const payout = options.payout === undefined ? undefined : parseArgument(() => parseUnitsExact(options.payout ?? '', info?.decimals ?? 2))
  const seconds = (text: string | undefined, name: string) =>
    text === undefined ? undefined : parseCount(text, name, { min: 1, max: 30 * 86_400 })
  const claimSeconds = seconds(options.claimWithin, '--claim-within')
  const reclaimSeconds = seconds(options.reclaimAfter, '--reclaim-after')
  const payWindow = seconds(options.payWindow, '--pay-window')
  const timeout = seconds(options.timeout, '--timeout') ?? 600
  const network = await loadNetwork(options.network, context.signal)
  const amount = parseArgument(() => parseUnitsExact(options.amount, network.token.decimals))
  if (amount === 0n) throw usageError('--amount must be more than zero')
  const wallet = createWallet({ ...network, privateKey: await getPayerKey(network, options.keyFile, context) })
  const { orderId, blockNumber } = await createOrder(wallet, {
    network,
    amount,
    recipient,
    ...(payout === undefined ? {} : { payout }),
    ...(claimSeconds === undefined ? {} : { claimSeconds }),
    ...(reclaimSeconds === undefined ? {} : { reclaimSeconds }),
    ...(payWindow === undefined ? {} : { payWindow }),
    onProgress: (progress) => context.progress.update(`${progress.step} …`),
    signal: context.signal,
  })
  const until = options.wait ?? 'locked'
  const deadline = AbortSignal.timeout(timeout * 1_000)
  const life = {
    escrow: network.contracts.OrderEscrow,
    orderId,
    fromBlock: blockNumber,
    signal: AbortSignal.any([context.signal, deadline]),
  }
  try {
    for await (const step of watchLife(wallet, life)) {
      context.emit(toLifeView(step))
      if (step.event === until) return
      if (step.event === 'settled') return
      if (step.event === 'refunded') throw new CliError(`order ${orderId} was refunded: nobody served it in time`)
      context.progress.update(`waiting until it is ${until} …`)
    }
  } catch (error) {
    context.signal.throwIfAborted()
    if (deadline.aborted)
      throw retryError(`order ${orderId} is not ${until} after ${timeout} s; go on with: paynode order watch ${orderId}`, { cause: error })
    throw error
  }
}
