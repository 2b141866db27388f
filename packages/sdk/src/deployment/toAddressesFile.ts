/** The addresses file with one deployment added or replaced; and whether that would move contracts that are in use. */
import type { DeployedAddresses } from '../contracts/deployedAddresses.ts'

type Addresses = Readonly<Record<number, DeployedAddresses>>

/** The text of `contracts/addresses.ts`. A start block that is not known any more is kept. */
export function toAddressesFile(addresses: Addresses, deployed: DeployedAddresses): string {
  const before = addresses[deployed.chainId]
  const startBlock = deployed.startBlock ?? (findMoves(addresses, deployed).length === 0 ? before?.startBlock : undefined)
  const { startBlock: _, ...rest } = deployed
  const merged = { ...addresses, [deployed.chainId]: startBlock === undefined ? rest : { ...rest, startBlock } }
  return [
    '// Written by `npm run deploy`. Do not edit.',
    "import type { DeployedAddresses } from './deployedAddresses.ts'",
    '',
    '/** Where the contracts are, by chain id. */',
    `export const addresses: Readonly<Record<number, DeployedAddresses>> = ${toSource(merged, '')}`,
    '',
  ].join('\n')
}

/** What would have another address than before, as `name: old → new`. */
export function findMoves(addresses: Addresses, deployed: Pick<DeployedAddresses, 'chainId' | 'contracts'>): string[] {
  const before = addresses[deployed.chainId]?.contracts
  if (!before) return []
  return Object.entries(deployed.contracts).flatMap(([name, address]) => {
    const old = before[name as keyof typeof before]
    return old === address ? [] : [`${name}: ${old} → ${address}`]
  })
}

/** A literal as the formatter writes it. */
function toSource(value: unknown, indent: string): string {
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) return `[\n${value.map((item) => `${inner}${toSource(item, inner)},\n`).join('')}${indent}]`
  const entries = Object.entries(value).map(([key, item]) => `${inner}${key}: ${toSource(item, inner)},\n`)
  return `{\n${entries.join('')}${indent}}`
}
