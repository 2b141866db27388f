/** Compares, when all is quiet, what the chain, the PSPs' ledgers and the contract's balance say. */
import type { LocalNetwork } from '@paynode/cli/local-network'
import { getOrderState } from '@paynode/sdk'
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { toPaymentReference } from '@paynode/sdk/protocol'
import { erc20Abi, zeroAddress } from 'viem'
import type { PlacedOrder } from './createOrders.ts'
import { createReader } from './rpc.ts'

/** What was found. Amounts are token units. */
export type Audit = {
  readonly settled: number
  readonly refunded: number
  readonly open: readonly string[]
  readonly doublePayouts: readonly string[]
  /** Settled without a payment by the claimer, or paid and refunded while nobody is told. */
  readonly unmatched: readonly string[]
  /** Paid but not settled to the payer of the fiat, and flagged by its daemon for a person. */
  readonly flagged: readonly string[]
  readonly held: string
  readonly owed: string
}

/** Orders that the chain has not ended. */
export async function listOpen(network: LocalNetwork, orders: readonly PlacedOrder[]): Promise<readonly PlacedOrder[]> {
  const reader = createReader(network)
  const states = await Promise.all(orders.map(({ id }) => getOrderState(reader, { network: network.description, orderId: id })))
  const { timestamp } = await reader.getBlock()
  return orders.filter(({ order }, index) => {
    const status = states[index]?.status ?? 'none'
    // A creation that a reorg took for good locked nothing; its payer can repeat it until claims end.
    return status === 'none' ? timestamp < order.claimBy : status !== 'settled' && status !== 'refunded'
  })
}

/** The audit. */
export async function audit(network: LocalNetwork, orders: readonly PlacedOrder[]): Promise<Audit> {
  const reader = createReader(network)
  const { description } = network
  const payments = Map.groupBy(await readLedger(network), ({ reference }) => reference)
  const result = {
    settled: 0,
    refunded: 0,
    open: [] as string[],
    doublePayouts: [] as string[],
    unmatched: [] as string[],
    flagged: [] as string[],
  }
  for (const { id } of orders) {
    const { status, claimer } = await getOrderState(reader, { network: description, orderId: id })
    const paid = payments.get(toPaymentReference(id)) ?? []
    if (paid.length > 1) result.doublePayouts.push(id)
    if (status === 'settled') result.settled += 1
    else if (status === 'refunded') result.refunded += 1
    else if (status !== 'none') result.open.push(`${id} ${status}`)
    else if (paid.length > 0) result.unmatched.push(`${id} paid by ${paid[0]?.owner} and not on chain`)
    const payer = paid[0]?.owner
    const isSettledToPayer = status === 'settled' && payer?.toLowerCase() === claimer.toLowerCase()
    if (status === 'settled' && !isSettledToPayer) result.unmatched.push(`${id} settled to ${claimer}, paid by ${payer ?? 'nobody'}`)
    if (payer && status === 'refunded') {
      if (await isFlagged(network, payer, id)) result.flagged.push(id)
      else result.unmatched.push(`${id} paid by ${payer} and refunded`)
    }
  }
  return { ...result, ...(await readBalances(network)) }
}

async function readLedger({ description }: LocalNetwork): Promise<readonly { readonly reference: string; readonly owner: string }[]> {
  const ledgers = await Promise.all(
    description.psps.map(async ({ url, auditToken }) => {
      const response = await fetch(`${url}/v1/ledger`, { headers: { authorization: `Bearer ${auditToken}` } })
      return ((await response.json()) as { entries: { reference: string; owner: string }[] }).entries // the sandbox's own format
    }),
  )
  return ledgers.flat()
}

async function isFlagged({ description }: LocalNetwork, provider: string, id: string): Promise<boolean> {
  const gateway = description.providers.find(({ address }) => address.toLowerCase() === provider.toLowerCase())?.gateway
  const response = await fetch(`${gateway}/v1/orders/${id}`)
  return response.ok && ((await response.json()) as { state: string }).state === 'flagged'
}

/** With every order ended the escrow holds what its accounts hold, and no bond is locked. */
async function readBalances(network: LocalNetwork): Promise<{ readonly held: string; readonly owed: string }> {
  const reader = createReader(network)
  const { contracts, token, providers } = network.description
  const escrow = { address: contracts.OrderEscrow, abi: orderEscrowAbi } as const
  const holders = [...providers.map(({ address }) => address), ...network.payers.map(({ address }) => address)]
  const accounts = await Promise.all(
    holders.map((holder) => reader.readContract({ ...escrow, functionName: 'accountOf', args: [holder, token.address] })),
  )
  const fees = await reader.readContract({ ...escrow, functionName: 'feesOf', args: [zeroAddress, token.address] })
  const held = await reader.readContract({
    address: token.address,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [contracts.OrderEscrow],
  })
  const owed = accounts.reduce((sum, [free, locked]) => sum + free + locked, fees[0] + fees[1])
  return { held: held.toString(), owed: owed.toString() }
}
