/** Every contract of a deployment with its arguments and the one address they can have. */
import { type Abi, type Address, encodeDeployData, getContractAddress, type Hex, zeroAddress, zeroHash } from 'viem'
import { orderEscrowAbi, providerRegistryAbi, quorumVerifierAbi, routeAnchorAbi, testUsdAbi } from '../contracts/abi.ts'
import {
  orderEscrowBytecode,
  providerRegistryBytecode,
  quorumVerifierBytecode,
  routeAnchorBytecode,
  testUsdBytecode,
} from '../contracts/bytecode.ts'
import type { DeployTerms } from './config.ts'

/** The deterministic deployment proxy, at the same address on every chain that has it (anvil does). */
export const create2Factory: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

/** One contract: `address` follows from code and arguments alone. */
export type Blueprint = {
  readonly name: ContractName
  readonly abi: Abi
  /** Creation bytecode without arguments. */
  readonly bytecode: Hex
  /** Creation bytecode and arguments. */
  readonly initCode: Hex
  readonly address: Address
}
export type ContractName = 'TestUSD' | 'ProviderRegistry' | 'QuorumVerifier' | 'OrderEscrow' | 'RouteAnchor'

/** The contracts of a deployment, in the order in which they need each other. */
export function toBlueprints(terms: DeployTerms): readonly Blueprint[] {
  const testUsd = toBlueprint('TestUSD', testUsdAbi, testUsdBytecode)
  const registry = toBlueprint('ProviderRegistry', providerRegistryAbi, providerRegistryBytecode)
  const verifier = toBlueprint('QuorumVerifier', quorumVerifierAbi, quorumVerifierBytecode, [
    sortAttesters(terms.attesters),
    BigInt(terms.threshold),
  ])
  const tokens = terms.tokens.map(({ address }) => address ?? testUsd.address)
  const escrow = toBlueprint('OrderEscrow', orderEscrowAbi, orderEscrowBytecode, [
    registry.address,
    tokens,
    terms.tokens.map(({ instantCap }) => instantCap),
    terms.bondBps,
    terms.maxProtocolFeeBps,
    terms.feeReceiver,
    terms.guardian,
  ])
  const [stakeToken = zeroAddress] = tokens
  const { minStake, minSeatAge, epochSeconds } = terms.anchor
  const anchor = toBlueprint('RouteAnchor', routeAnchorAbi, routeAnchorBytecode, [
    registry.address,
    escrow.address,
    stakeToken,
    minStake,
    minSeatAge,
    epochSeconds,
  ])
  const needsTestUsd = terms.tokens.some(({ address }) => address === undefined)
  return [...(needsTestUsd ? [testUsd] : []), registry, verifier, escrow, anchor]
}

/** Ascending, as the verifier keeps them: the order in which they were named changes no address. */
export function sortAttesters(attesters: readonly Address[]): readonly Address[] {
  return attesters.toSorted((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1))
}

function toBlueprint(name: ContractName, abi: Abi, bytecode: Hex, args: readonly unknown[] = []): Blueprint {
  const initCode = encodeDeployData({ abi, bytecode, args })
  const address = getContractAddress({ opcode: 'CREATE2', from: create2Factory, salt: zeroHash, bytecode: initCode })
  return { name, abi, bytecode, initCode, address }
}
