/** Accounts that sign and send real transactions, the same bytes in every run. */
import { type Abi, type Address, encodeFunctionData, type Hex, keccak256, toHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { chainId, type Rpc } from './anvil.ts'

/** A mined transaction. */
export type Sent = {
  readonly hash: Hex
  readonly gas: number
  readonly calldata: number
  readonly raw: Hex
  readonly contract: Address | null
}
/** A function call of a contract. */
export type Call = { readonly to: Address; readonly data: Hex }
/** An account with its next nonce. */
export type Wallet = { readonly account: PrivateKeyAccount; readonly address: Address; nonce: number }

type Receipt = {
  readonly transactionHash: Hex
  readonly status: Hex
  readonly gasUsed: Hex
  readonly blockNumber: Hex
  readonly contractAddress: Address | null
}

/** A key for `label` whose address has no zero byte: the dearest there is. */
export function createWallet(label: string): Wallet {
  for (let i = 0; ; i += 1) {
    const account = privateKeyToAccount(keccak256(toHex(`${label} ${i}`)))
    if (!hasZeroByte(account.address)) return { account, address: account.address, nonce: 0 }
  }
}

/** Whether a hex string has a byte 00. */
export function hasZeroByte(hex: Hex): boolean {
  return /^0x(..)*?00/.test(hex)
}

/** A call of `functionName`. */
export function toCall(to: Address, abi: Abi, functionName: string, args: readonly unknown[]): Call {
  return { to, data: encodeFunctionData({ abi, functionName, args }) }
}

/** Signs, sends, waits. @throws Error when the transaction reverts */
export async function send(rpc: Rpc, from: Wallet, { to, data }: { readonly to?: Address; readonly data: Hex }): Promise<Sent> {
  const fees = { gas: 30_000_000n, maxFeePerGas: 1_000_000_000n, maxPriorityFeePerGas: 1_000_000n }
  const raw = await from.account.signTransaction({ type: 'eip1559', chainId, nonce: from.nonce, ...fees, data, ...(to ? { to } : {}) })
  const receipt = (await rpc('eth_sendRawTransactionSync', raw)) as Receipt // answers when it is mined
  from.nonce += 1
  if (receipt.status !== '0x1') throw new Error(`transaction reverted: ${await explain(rpc, from, to, data, receipt.blockNumber)}`)
  const { transactionHash: hash, gasUsed, contractAddress: contract } = receipt
  return { hash, gas: Number(gasUsed), calldata: (data.length - 2) / 2, raw, contract }
}

function explain(rpc: Rpc, from: Wallet, to: Address | undefined, data: Hex, block: Hex): Promise<string> {
  return rpc('eth_call', { from: from.address, to, data }, block).then(() => 'for lack of gas', String)
}
