/** Reads a deployment back from the chain and compares it, value by value, with what was asked for. */
import { type Abi, type Address, domainSeparator, getAddress, type Hex, keccak256 } from 'viem'
import { getChainId, getCode, readContract } from 'viem/actions'
import { DeploymentError } from '../errors/chain.ts'
import { type Blueprint, sortAttesters, toBlueprints } from './blueprints.ts'
import type { DeployTerms } from './config.ts'
import { isCodeOf } from './isCodeOf.ts'
import type { Reader } from './planDeployment.ts'

/** One comparison. */
export type WiringCheck = { readonly what: string; readonly expected: string; readonly actual: string; readonly isEqual: boolean }

/** Compares code, constructor arguments, domains and token policies. @throws DeploymentError that lists every difference. */
export async function verifyDeployment(client: Reader, terms: DeployTerms): Promise<readonly WiringCheck[]> {
  const blueprints = toBlueprints(terms)
  const checks = [...(await checkCode(client, blueprints)), ...(await checkWiring(client, terms, blueprints))]
  const wrong = checks.filter(({ isEqual }) => !isEqual)
  if (wrong.length > 0) {
    const list = wrong.map(({ what, expected, actual }) => `${what} is ${actual}, not ${expected}`).join('; ')
    throw new DeploymentError(`the contracts on the chain are not the ones asked for: ${list}. Do not use them`)
  }
  return checks
}

async function checkCode(client: Reader, blueprints: readonly Blueprint[]): Promise<WiringCheck[]> {
  const checks: WiringCheck[] = []
  for (const { name, address, bytecode } of blueprints) {
    const code = (await getCode(client, { address })) ?? '0x'
    const expected = 'the code of this build'
    if (code === '0x') throw new DeploymentError(`there is no ${name} at ${address}; deploy first`)
    const isEqual = isCodeOf(bytecode, code)
    checks.push({ what: `${name} code`, expected, actual: isEqual ? expected : keccak256(code), isEqual })
  }
  return checks
}

async function checkWiring(client: Reader, terms: DeployTerms, blueprints: readonly Blueprint[]): Promise<WiringCheck[]> {
  const checks: WiringCheck[] = []
  const of = (name: Blueprint['name']) => blueprints.find((blueprint) => blueprint.name === name)
  const compare = async (name: Blueprint['name'], functionName: string, expected: unknown, args: readonly unknown[] = []) => {
    const blueprint = of(name)
    if (!blueprint) return
    const actual = await readContract(client, { address: blueprint.address, abi: blueprint.abi as Abi, functionName, args })
    const what = `${name}.${functionName}${args.length > 0 ? `(${args.join(', ')})` : ''}`
    checks.push({ what, expected: toText(expected), actual: toText(actual), isEqual: toText(actual) === toText(expected) })
  }
  const chainId = await getChainId(client)
  for (const name of ['OrderEscrow', 'ProviderRegistry', 'QuorumVerifier', 'RouteAnchor'] as const) {
    const verifyingContract = of(name)?.address
    if (verifyingContract)
      await compare(name, 'domainSeparator', toDomainSeparator({ name: `Paynode ${name}`, chainId, verifyingContract }))
  }
  await compare('QuorumVerifier', 'getAttesters', sortAttesters(terms.attesters))
  await compare('QuorumVerifier', 'threshold', terms.threshold)
  await compare('OrderEscrow', 'registry', of('ProviderRegistry')?.address)
  await compare('OrderEscrow', 'bondBps', terms.bondBps)
  await compare('OrderEscrow', 'maxProtocolFeeBps', terms.maxProtocolFeeBps)
  await compare('OrderEscrow', 'feeReceiver', terms.feeReceiver)
  await compare('OrderEscrow', 'guardian', terms.guardian)
  await compare('RouteAnchor', 'registry', of('ProviderRegistry')?.address)
  await compare('RouteAnchor', 'escrow', of('OrderEscrow')?.address)
  await compare('RouteAnchor', 'token', terms.tokens[0]?.address ?? of('TestUSD')?.address)
  await compare('RouteAnchor', 'minStake', terms.anchor.minStake)
  await compare('RouteAnchor', 'minSeatAge', terms.anchor.minSeatAge)
  await compare('RouteAnchor', 'epochSeconds', terms.anchor.epochSeconds)
  for (const token of terms.tokens) checks.push(await checkToken(client, of('OrderEscrow'), token.address ?? of('TestUSD')?.address, token))
  return checks
}

/** A token is allowed under its cap. Whether its entries are paused is the guardian's business, not the deployment's. */
async function checkToken(
  client: Reader,
  escrow: Blueprint | undefined,
  token: Address | undefined,
  { instantCap }: { readonly instantCap: bigint },
): Promise<WiringCheck> {
  if (!escrow || !token) throw new DeploymentError('a deployment without an escrow or a token cannot be verified')
  const policy = await readContract(client, { address: escrow.address, abi: escrow.abi, functionName: 'tokenPolicyOf', args: [token] })
  const [isAllowed, , cap] = policy as readonly [boolean, boolean, bigint] // as the ABI says
  const [expected, actual] = [`allowed, cap ${instantCap}`, `${isAllowed ? 'allowed' : 'refused'}, cap ${cap}`]
  return { what: `OrderEscrow.tokenPolicyOf(${token})`, expected, actual, isEqual: expected === actual }
}

const toDomainSeparator = (domain: { readonly name: string; readonly chainId: number; readonly verifyingContract: Address }): Hex =>
  domainSeparator({ domain: { ...domain, version: '1' } })

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(', ')
  const text = String(value)
  return /^0x[0-9a-fA-F]{40}$/.test(text) ? getAddress(text) : text
}
