/** `paynode register`: puts a provider into the registry, or updates it there. */

import { toHpkePublicKey } from '@paynode/node/keystore'
import { registerProvider } from '@paynode/sdk'
import type { Command } from 'commander'
import { type Address, isAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import { toNetwork } from '../../config/toNetwork.ts'
import type { Context } from '../../context.ts'
import { usageError } from '../../errors.ts'
import { openKeyFile } from '../../keys/openKeyFile.ts'
import { createPassphrase } from '../../keys/passphrase.ts'
import { toCompressedKey, toPeerId } from '../../keys/toPeerId.ts'
import { createWallet } from '../../network/wallets.ts'
import type { View } from '../../output/render.ts'
import { toList } from '../../output/text.ts'

type RegisterOptions = { readonly config: string; readonly owner?: string; readonly multiaddr?: readonly string[] }

/** Adds the command. */
export function addRegister(parent: Command, context: Context): void {
  parent
    .command('register')
    .description('put this provider into the registry, or update its entry')
    .requiredOption('--config <file>', 'configuration, as written by `paynode init`')
    .option('--owner <address>', 'the cold key that may rotate and revoke; the operator itself when left out')
    .option('--multiaddr <addresses...>', 'where peers reach this daemon; the listen addresses of the configuration when left out')
    .action(async (options: RegisterOptions) => context.emit(await register(options, context.signal)))
}

/** Registers a provider from its configuration. */
export async function register(options: RegisterOptions, signal: AbortSignal): Promise<View> {
  if (options.owner !== undefined && !isAddress(options.owner)) throw usageError(`--owner "${options.owner}" is not an address`)
  const config = await loadNodeConfig(options.config)
  const passphrase = createPassphrase(config.keys.passphraseFile, signal)
  const operatorKey = await openKeyFile(config.keys.operatorKeyFile, passphrase)
  const nodeKey = await openKeyFile(config.keys.nodeKeyFile, passphrase)
  const operator = privateKeyToAccount(operatorKey).address
  const peerId = toPeerId(toCompressedKey(nodeKey))
  const multiaddrs = (options.multiaddr ?? config.p2p.listen).map((address) =>
    address.includes('/p2p/') ? address : `${address}/p2p/${peerId}`,
  )
  if (multiaddrs.some((address) => address.includes('/tcp/0/'))) {
    throw usageError('peers cannot dial port 0; set p2p.listen to a fixed port or give --multiaddr')
  }
  const gatewayUrl = config.api.publicUrl ?? (config.api.port > 0 ? `http://${config.api.host}:${config.api.port}` : undefined)
  if (!gatewayUrl) throw usageError('set api.publicUrl or a fixed api.port: payers must know where to send sealed recipients')
  const network = toNetwork(config)
  const { transactionHash } = await registerProvider(createWallet({ ...network, privateKey: operatorKey }), {
    network,
    owner: (options.owner ?? operator) as Address, // isAddress above
    nodePrivateKey: nodeKey,
    hpkePublicKey: toHpkePublicKey(await openKeyFile(config.keys.hpkeKeyFile, passphrase)),
    gatewayUrl,
    multiaddrs,
    corridors: config.corridors.map(({ corridor }) => corridor),
    signal,
  })
  const data = { operator, peerId, gatewayUrl, multiaddrs, transaction: transactionHash }
  return { data, text: () => toList({ registered: operator, peer: peerId, gateway: gatewayUrl, transaction: transactionHash }) }
}
