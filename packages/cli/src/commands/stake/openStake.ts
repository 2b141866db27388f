/** What both stake commands need: the operator's wallet, its network, the amount in token units. */
import { parseUnitsExact } from '@paynode/sdk/protocol'
import { erc20Abi } from 'viem'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import { toNetwork } from '../../config/toNetwork.ts'
import { parseArgument, usageError } from '../../errors.ts'
import { openKeyFile } from '../../keys/openKeyFile.ts'
import { createPassphrase } from '../../keys/passphrase.ts'
import { createWallet } from '../../network/wallets.ts'

/** Opens the operator's wallet. The token's decimals are read from the chain. */
export async function openStake({ config: file, amount: text }: { readonly config: string; readonly amount: string }, signal: AbortSignal) {
  const config = await loadNodeConfig(file)
  const network = toNetwork(config)
  const operatorKey = await openKeyFile(config.keys.operatorKeyFile, createPassphrase(config.keys.passphraseFile, signal))
  const wallet = createWallet({ ...network, privateKey: operatorKey })
  const decimals = await wallet.readContract({ address: network.token.address, abi: erc20Abi, functionName: 'decimals' })
  const amount = parseArgument(() => parseUnitsExact(text, decimals))
  if (amount === 0n) throw usageError('--amount must be more than zero')
  return { wallet, network, amount, operator: wallet.account.address }
}
