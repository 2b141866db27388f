/** The shop: the price is in the page when it arrives, the widget takes over in the browser. */
import { formatPayout, getQuote, NoQuoteError, type PaynodeNetwork } from '@paynode/sdk'
import { Checkout } from '@paynode/sdk/react'
import { parseUnits } from 'viem'
import { createClient } from '../server/createClient.ts'
import { getNetwork } from '../server/getNetwork.ts'

export default async function Shop() {
  const network = await getNetwork()
  return (
    <>
      <div className="words">
        <h1>Pay a supplier</h1>
        <p>Stablecoin from your wallet, local money in their account. If nobody pays it out, you take it back.</p>
        <p className="price">{await getPrice(network)}</p>
      </div>
      <Checkout corridor="NGN/bank" amount="25000" />
    </>
  )
}

/** What ten tokens are worth now, by the offers that providers signed; the server checks the signatures. */
async function getPrice(network: PaynodeNetwork): Promise<string> {
  const { symbol, decimals } = network.token
  try {
    const { payout, quotes } = await getQuote(createClient(network), { network, corridor: 'NGN/bank', amount: parseUnits('10', decimals) })
    return `10 ${symbol} are NGN ${formatPayout(payout, 'NGN')} now, the best of ${quotes.length} offers.`
  } catch (error) {
    if (error instanceof NoQuoteError) return 'Nobody offers this corridor right now.'
    throw error
  }
}
