/** Simulates a write, sends it from the client's account and waits until it is mined. */
import type { Abi, Account, Chain, Client, Hex, Transport } from 'viem'
import { type SimulateContractParameters, simulateContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import { TransactionRevertedError } from '../errors/chain.ts'
import { toActionError } from './toActionError.ts'

/** A client that can sign: an account and a chain are set. */
export type Signer = Client<Transport, Chain, Account>

/** A mined write. */
export type Mined = { readonly transactionHash: Hex; readonly blockNumber: bigint }

/**
 * Sends a contract call. `onHash` is told as soon as the wallet has sent it.
 * @throws ContractRefusedError when the simulation reverts, WalletRejectedError, WrongChainError, InsufficientGasError, RpcFailedError;
 * TransactionRevertedError when the mined transaction reverted. Whatever else viem throws passes unchanged.
 */
export async function transact(
  client: Signer,
  parameters: {
    readonly address: Hex
    readonly abi: Abi
    readonly functionName: string
    readonly args: readonly unknown[]
    readonly onHash?: ((hash: Hex) => void) | undefined
    readonly signal?: AbortSignal | undefined
  },
): Promise<Mined> {
  const { signal, onHash, ...call } = parameters
  const send = async () => {
    signal?.throwIfAborted()
    const { request } = await simulateContract(client, { ...call, account: client.account } as unknown as SimulateContractParameters)
    signal?.throwIfAborted()
    return writeContract(client, request as never) // viem's generics do not carry an untyped ABI
  }
  const hash = await send().catch((error: unknown) => {
    const { chain } = client
    throw toActionError(error, { functionName: call.functionName, chainId: chain.id, symbol: chain.nativeCurrency.symbol })
  })
  onHash?.(hash)
  const receipt = await waitForTransactionReceipt(client, { hash, pollingInterval: 200 })
  if (receipt.status !== 'success') throw new TransactionRevertedError({ functionName: parameters.functionName, hash })
  return { transactionHash: hash, blockNumber: receipt.blockNumber }
}
