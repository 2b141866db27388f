/** The same payment without the widget: three hooks and your own markup. */
import { formatPayout, parsePayout, parseRecipient } from '@paynode/sdk'
import { useCheckout, usePayoutQuote, useVerifyAccount } from '@paynode/sdk/react'
import { formatUnits } from 'viem'
import { useConnect, useConnection, useConnectors } from 'wagmi'
import { network } from './network.ts'

const recipient = parseRecipient('NGN/bank:058:0123456789')
const payout = parsePayout('5000', 'NGN')

export function Headless() {
  const { isConnected } = useConnection()
  const connectors = useConnectors()
  const { mutate: connect } = useConnect()
  const account = useVerifyAccount({ recipient })
  const quote = usePayoutQuote({ corridor: 'NGN/bank', payout })
  const { stage, step, error, pay, reset } = useCheckout()
  const connector = connectors.at(-1)
  return (
    <section className="own">
      <h2>Salary advance</h2>
      <p>
        NGN {formatPayout(payout, 'NGN')} to {account.data?.resolved ? account.data.accountName : '…'}
      </p>
      <p role="status">{step ? step.step : stage}</p>
      {error !== undefined && <p role="alert">{error instanceof Error ? error.message.split('\n')[0] : 'Another tab is paying.'}</p>}
      {!isConnected && connector && (
        <button type="button" onClick={() => connect({ connector })}>
          Connect {connector.name}
        </button>
      )}
      {isConnected && stage === 'form' && quote.data && (
        <button type="button" onClick={() => void pay({ quote: quote.data, recipient })}>
          Send {formatUnits(quote.data.amount, network.token.decimals)} {network.token.symbol}
        </button>
      )}
      {(stage === 'settled' || stage === 'refunded' || stage === 'unsent') && (
        <button type="button" onClick={reset}>
          Another one
        </button>
      )}
    </section>
  )
}
