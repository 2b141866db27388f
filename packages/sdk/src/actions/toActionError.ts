/** Turns what viem and wallets throw into errors that say what to do next. What is not recognised passes unchanged. */
import {
  ChainMismatchError,
  ContractFunctionRevertedError,
  InsufficientFundsError,
  UserRejectedRequestError,
  BaseError as ViemError,
} from 'viem'
import { BaseError } from '../errors/base.ts'
import { ContractRefusedError, InsufficientGasError, WalletRejectedError, WrongChainError } from '../errors/wallet.ts'
import { toUnreachable } from './fromChain.ts'

/** Maps an error of one call; `cause` keeps the original. */
export function toActionError(
  error: unknown,
  {
    functionName,
    chainId,
    symbol = 'gas',
  }: { readonly functionName: string; readonly chainId: number; readonly symbol?: string | undefined },
): unknown {
  if (error instanceof BaseError) return error
  if (!(error instanceof ViemError)) return isRejection(error) ? new WalletRejectedError({ cause: error }) : error
  const is = (type: new (...args: never[]) => unknown) => error.walk((item) => item instanceof type)
  if (is(UserRejectedRequestError) || error.walk(isRejection)) return new WalletRejectedError({ cause: error })
  if (is(ChainMismatchError)) return new WrongChainError({ expected: chainId, cause: error })
  if (is(InsufficientFundsError)) return new InsufficientGasError({ symbol, cause: error })
  const reverted = is(ContractFunctionRevertedError)
  if (reverted instanceof ContractFunctionRevertedError) {
    return new ContractRefusedError({ functionName, reason: toReason(reverted), cause: error })
  }
  return toUnreachable(error) ?? error
}

/** `TooEarly(1700000000, 1700000300)`: the contract's error carries both values. */
function toReason({ data, reason, signature }: ContractFunctionRevertedError): string {
  if (data) return `${data.errorName}(${(data.args ?? []).map(String).join(', ')})`
  return reason ?? signature ?? 'no reason given'
}

/** EIP-1193: 4001, however deep a wallet has wrapped it. */
const isRejection = (error: unknown): boolean => (error as { readonly code?: unknown } | null)?.code === 4001
