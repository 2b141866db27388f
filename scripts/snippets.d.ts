/** What the documentation's snippets take as given: they show the step after these were made. */
import type { NetworkInput, OrderId, Recipient } from '@paynode/sdk'
import type { Account, Chain, PublicActions, PublicClient, Transport, WalletClient } from 'viem'

declare global {
  const account: Account
  const chain: Chain
  const wallet: WalletClient<Transport, Chain, Account> & PublicActions<Transport, Chain, Account>
  const client: PublicClient
  const network: NetworkInput
  const gateway: string
  const recipient: Recipient
  const amount: bigint
  const orderId: OrderId
  const request: Request
  const secret: string
}
