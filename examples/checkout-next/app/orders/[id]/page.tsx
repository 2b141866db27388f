/** An order, read from the chain on the server: works without JavaScript, and needs to trust nobody's gateway. */
import { formatPayout, getCorridor, getOrder, type OrderId, OrderNotFoundError } from '@paynode/sdk'
import { notFound } from 'next/navigation'
import { formatUnits, isHash } from 'viem'
import { createClient } from '../../../server/createClient.ts'
import { getNetwork } from '../../../server/getNetwork.ts'

export default async function OrderPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params
  if (!isHash(id)) notFound()
  const network = await getNetwork()
  const { status, order } = await find(id as OrderId, network)
  const { currency } = getCorridor(order.corridor) ?? {}
  return (
    <div className="words">
      <h1>{texts[status] ?? status}</h1>
      <dl>
        <dt>Order</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>Locked</dt>
        <dd>
          {formatUnits(order.amount, network.token.decimals)} {network.token.symbol}
        </dd>
        <dt>The recipient gets</dt>
        <dd>{currency ? `${currency} ${formatPayout(order.payout, currency)}` : String(order.payout)}</dd>
      </dl>
    </div>
  )
}

async function find(orderId: OrderId, network: Awaited<ReturnType<typeof getNetwork>>) {
  try {
    return await getOrder(createClient(network), { network, orderId })
  } catch (error) {
    if (error instanceof OrderNotFoundError) notFound()
    throw error
  }
}

const texts: Readonly<Record<string, string>> = {
  open: 'Waiting for a provider',
  claimed: 'A provider is paying',
  submitted: 'Paid, being proven',
  disputed: 'Disputed, being looked at',
  settled: 'The money arrived',
  refunded: 'The money came back',
}
