/** What the chain says of this provider: the contracts, its entry in the registry, its stake and its gas. */
import { orderEscrowAbi, providerRegistryAbi } from '@paynode/sdk/abi'
import { formatUnitsExact, getCorridor, toCorridorBytes } from '@paynode/sdk/protocol'
import { formatEther, type PublicClient } from 'viem'
import type { NodeConfig } from '../../config/schema.ts'
import { toHpkePublicKey } from '../../keystore/toHpkePublicKey.ts'
import { type ChainRules, getRules } from '../chain.ts'
import type { Keys } from '../keys.ts'
import type { Finding } from './types.ts'

/** Gas units of one order from claim to settlement, on the safe side; orders that the operator's coin should last for. */
const ORDER_GAS = 250_000n
const ORDERS = 100n

type Parts = { readonly config: NodeConfig; readonly client: PublicClient; readonly keys: Keys }

/** Ends early when the contracts are not there: everything else would be noise. */
export async function checkRegistry(parts: Parts, signal: AbortSignal): Promise<readonly Finding[]> {
  const missing = await findMissing(parts)
  if (missing.length > 0) return missing
  let rules: ChainRules
  try {
    rules = await getRules(parts.config, parts.client)
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
    return [{ area: 'contracts', subject: 'rules', result: 'failed', detail, next: 'compare the addresses with the network’s deployment' }]
  }
  signal.throwIfAborted()
  const contracts: Finding = {
    area: 'contracts',
    subject: 'rules',
    result: 'ok',
    detail: `${rules.threshold} of ${rules.attesters.length} attesters`,
  }
  return [contracts, ...(await checkEntry(parts)), ...(await checkMoney(parts, rules))]
}

async function findMissing({ config: { chain }, client }: Parts): Promise<readonly Finding[]> {
  const { escrow, registry, verifier, token, anchor } = chain
  const wanted = Object.entries({ escrow, registry, verifier, token, ...(anchor ? { anchor } : {}) })
  const found = await Promise.all(wanted.map(async ([name, address]) => ({ name, address, code: await client.getCode({ address }) })))
  return found.flatMap(({ name, address, code }) =>
    code && code !== '0x'
      ? []
      : [
          {
            area: 'contracts',
            subject: name,
            result: 'failed',
            detail: `no contract at ${address}`,
            next: `correct chain.${name}`,
          } as const,
        ],
  )
}

async function checkEntry({ config, client, keys }: Parts): Promise<readonly Finding[]> {
  const base = { area: 'registry', subject: keys.operator.address } as const
  const registry = { address: config.chain.registry, abi: providerRegistryAbi } as const
  const args = [keys.operator.address] as const
  const [entry, nodeAddress] = await Promise.all([
    client.readContract({ ...registry, functionName: 'getProvider', args }),
    client.readContract({ ...registry, functionName: 'nodeAddressOf', args }),
  ])
  const register = 'paynode register --config <file>'
  if (BigInt(entry.owner) === 0n) return [{ ...base, result: 'failed', detail: 'not registered: nobody sends it orders', next: register }]
  if (!entry.active) return [{ ...base, result: 'failed', detail: 'registered, and switched off', next: register }]
  const wrong = [
    nodeAddress.toLowerCase() === keys.attester.address.toLowerCase() ? [] : ['the node key'],
    entry.hpkeKey.toLowerCase() === toHpkePublicKey(keys.hpkePrivateKey).toLowerCase() ? [] : ['the key for recipient details'],
    config.api.publicUrl === undefined || entry.gatewayUrl === config.api.publicUrl ? [] : ['the gateway’s URL'],
  ].flat()
  const own = config.corridors.map(({ corridor }) => corridor)
  const listed = new Set<string>(entry.corridors)
  const absent = own.filter((corridor) => !listed.has(toCorridorBytes(corridor)))
  const extra = listed.size - (own.length - absent.length)
  return [
    wrong.length === 0
      ? { ...base, result: 'ok', detail: 'active; keys and URL are those of the configuration' }
      : { ...base, result: 'failed', detail: `the registry has other values for ${wrong.join(', ')}`, next: register },
    ...(absent.length > 0
      ? [{ ...base, result: 'warning' as const, detail: `configured, not registered: ${absent.join(', ')}`, next: register }]
      : []),
    ...(extra > 0
      ? [{ ...base, result: 'warning' as const, detail: `registered for ${extra} corridors that are not configured`, next: register }]
      : []),
  ]
}

async function checkMoney({ config, client, keys }: Parts, rules: ChainRules): Promise<readonly Finding[]> {
  const { address } = keys.operator
  const [coin, price, [free]] = await Promise.all([
    client.getBalance({ address }),
    client.getGasPrice(),
    client.readContract({
      address: config.chain.escrow,
      abi: orderEscrowAbi,
      functionName: 'accountOf',
      args: [address, rules.token.address],
    }),
  ])
  const lasts = coin / (price * ORDER_GAS || 1n)
  const gas = `${formatEther(coin)} of the chain’s coin, for about ${lasts} orders at the present price`
  const topUp = `send some to ${address}`
  const { symbol, decimals } = rules.token
  const needed = config.corridors.reduce((most, { maxPayout, rate, corridor }) => {
    const bond = rules.bondOf((maxPayout * 10n ** BigInt(decimals)) / (rate || 1n))
    return getCorridor(corridor) && bond > most ? bond : most
  }, 0n)
  const stake = `${formatUnitsExact(free, decimals)} ${symbol} free; the largest order locks ${formatUnitsExact(needed, decimals)}`
  const deposit = 'paynode stake deposit --amount <tokens> --config <file>'
  return [
    {
      area: 'money',
      subject: 'gas',
      detail: gas,
      ...(lasts >= ORDERS ? { result: 'ok' } : { result: lasts > 0n ? 'warning' : 'failed', next: topUp }),
    },
    {
      area: 'money',
      subject: 'stake',
      detail: stake,
      ...(free >= needed && free > 0n ? { result: 'ok' } : { result: free > 0n ? 'warning' : 'failed', next: deposit }),
    },
  ]
}
