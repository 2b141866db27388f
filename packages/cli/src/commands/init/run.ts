/** `paynode init`: writes a provider's configuration and keys. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { NodeConfigInput } from '@paynode/node'
import { corridors, getCorridor, parseUnitsExact } from '@paynode/sdk/protocol'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { parseArgument, usageError } from '../../errors.ts'
import { createProviderKeys } from '../../keys/createProviderKeys.ts'
import { createNewPassphrase } from '../../keys/passphrase.ts'
import { writeProviderKeys } from '../../keys/writeProviderKeys.ts'
import { loadNetwork } from '../../network/loadNetwork.ts'
import type { View } from '../../output/render.ts'
import { toList } from '../../output/text.ts'
import { showKeyFiles } from '../keys/show.ts'
import { createNetworkOption } from '../networkOption.ts'

type InitOptions = {
  readonly network: string
  readonly dir: string
  readonly name: string
  readonly corridor?: string
  readonly pspUrl?: string
  readonly rate?: string
  readonly maxPayout?: string
  readonly encrypt?: boolean
  readonly passphraseFile?: string
}

/** Adds the command. */
export function addInit(parent: Command, context: Context): void {
  parent
    .command('init')
    .description("write a provider's configuration and keys; payouts stay off until you turn them on")
    .addOption(createNetworkOption())
    .option('--dir <directory>', 'where to', 'paynode')
    .option('--name <name>', 'what logs call this provider', 'paynode')
    .option('--corridor <corridor>', 'serve this corridor, like NGN/bank (more can be added to the file)')
    .option('--psp-url <url>', "the corridor's sandbox PSP")
    .option('--rate <amount>', 'currency per whole token, like 1600.00')
    .option('--max-payout <amount>', 'largest payout, in currency')
    .option('--encrypt', 'keep the keys in keystores that a passphrase opens')
    .option('--passphrase-file <file>', 'with --encrypt: the passphrase, in a file only you can read; asked for when left out')
    .action(async (options: InitOptions) => context.emit(await initialise(options, context.signal)))
}

/** Writes the files. @throws usage error when a configuration or a key exists there. */
export async function initialise(options: InitOptions, signal: AbortSignal): Promise<View> {
  const network = await loadNetwork(options.network, signal)
  const directory = resolve(options.dir)
  const served = toCorridors(options, directory)
  const passphrase = options.encrypt === true ? await createNewPassphrase(options.passphraseFile, signal) : undefined
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const configFile = join(directory, 'paynode.json')
  const keyFiles = await writeProviderKeys(directory, await createProviderKeys(), passphrase === undefined ? undefined : { passphrase })
  const config: NodeConfigInput = {
    name: options.name,
    dataDir: join(directory, 'data'),
    chain: {
      chainId: network.chainId,
      rpcUrls: [network.rpcUrl],
      ...(network.wsUrl ? { wsUrl: network.wsUrl } : {}),
      escrow: network.contracts.OrderEscrow,
      registry: network.contracts.ProviderRegistry,
      verifier: network.contracts.QuorumVerifier,
      token: network.token.address,
    },
    keys: { ...keyFiles, ...(options.passphraseFile === undefined ? {} : { passphraseFile: resolve(options.passphraseFile) }) },
    p2p: {},
    api: {},
    metrics: {},
    routing: network.epochSeconds ? { epochSeconds: network.epochSeconds } : {},
    corridors: served,
    payouts: 'off',
    attestation: {},
  }
  writeNew(configFile, `${JSON.stringify(config, null, 2)}\n`)
  const { operator, peerId } = await showKeyFiles(directory, 'public', async () => passphrase)
  const next = [
    ...served.flatMap(({ psp }) =>
      psp.vendor === 'sandbox' ? [`put the PSP's API key into ${psp.apiKeyFile} and run: chmod 600 ${psp.apiKeyFile}`] : [],
    ),
    `send ${operator} some gas and ${network.token.symbol}`,
    `paynode register --config ${configFile}`,
    `paynode stake deposit --config ${configFile} --amount 1000`,
    `set "payouts": "on" in ${configFile} when you are ready to pay`,
    `paynode start --config ${configFile}`,
  ]
  const data = { config: configFile, operator, peerId, ...keyFiles, next }
  return { data, text: () => `${toList({ config: configFile, operator, peerId })}\n\nNext:\n${next.map((line) => `  ${line}`).join('\n')}` }
}

function toCorridors(options: InitOptions, directory: string): NonNullable<NodeConfigInput['corridors']> {
  const { corridor, pspUrl, rate, maxPayout } = options
  if (!corridor) {
    if (pspUrl || rate || maxPayout) throw usageError('--psp-url, --rate and --max-payout belong to --corridor')
    return []
  }
  const info = getCorridor(corridor)
  if (!info) throw usageError(`unknown corridor "${corridor}"; known: ${Object.keys(corridors).join(', ')}`)
  if (!pspUrl || !URL.canParse(pspUrl) || !rate || !maxPayout) throw usageError('--corridor needs --psp-url, --rate and --max-payout')
  const money = (text: string) => parseArgument(() => parseUnitsExact(text, info.decimals))
  const apiKeyFile = join(directory, `${corridor.replace('/', '-')}.key`)
  const [price, most] = [money(rate), money(maxPayout)]
  const least = price < most ? price : most // what one token pays: less than that is hardly worth a claim's gas
  return [
    {
      corridor: info.corridor,
      psp: { vendor: 'sandbox', url: pspUrl, apiKeyFile },
      rate: price.toString(),
      minPayout: least.toString(),
      maxPayout: most.toString(),
    },
  ]
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    throw usageError(`${path} exists; it is not overwritten. Choose another --dir`, { cause: error })
  }
}
