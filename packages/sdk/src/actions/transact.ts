/** Simulates a write, sends it from the client's account and waits until it is mined. */
import type { Abi, Account, Chain, Client, Hex, Transport } from 'viem'
import { type SimulateContractParameters, simulateContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import { TransactionRevertedError } from '../errors/chain.ts'

/** A client that can sign: an account and a chain are set. */
export type Signer = Client<Transport, Chain, Account>

/** A mined write. */
export type Mined = { readonly transactionHash: Hex; readonly blockNumber: bigint }

/** Sends a contract call. @throws viem's errors when the simulation reverts; `TransactionRevertedError` when the mined transaction did. */
export async function transact(
  client: Signer,
  parameters: {
    readonly address: Hex
    readonly abi: Abi
    readonly functionName: string
    readonly args: readonly unknown[]
    readonly signal?: AbortSignal | undefined
  },
): Promise<Mined> {
  const { signal, ...call } = parameters
  signal?.throwIfAborted()
  const { request } = await simulateContract(client, { ...call, account: client.account } as unknown as SimulateContractParameters)
  signal?.throwIfAborted()
  const hash = await writeContract(client, request as never) // viem's generics do not carry an untyped ABI
  const receipt = await waitForTransactionReceipt(client, { hash, pollingInterval: 200 })
  if (receipt.status !== 'success') throw new TransactionRevertedError({ functionName: parameters.functionName, hash })
  return { transactionHash: hash, blockNumber: receipt.blockNumber }
}
