/** Options of commands that start a local network. */
import { type Corridor, corridors, getCorridor } from '@paynode/sdk/protocol'
import { usageError } from '../errors.ts'
import { type SimulatedVendor, simulatedVendors, vendorCorridors } from './startVendorSimulator.ts'

/** A whole number between bounds. */
export function parseCount(text: string, name: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < min || value > max)
    throw usageError(`${name} must be a whole number from ${min} to ${max}, got "${text}"`)
  return value
}

/** Seconds between blocks: at least half a second, because daemons share this machine with the chain. */
export function parseBlockTime(text: string): number {
  const value = Number(text)
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(text) || value < 0.5 || value > 60) {
    throw usageError(`--block-time must be from 0.5 to 60 seconds, got "${text}"`)
  }
  return value
}

/** A comma-separated list of known corridors, each once. */
export function parseCorridors(text: string): readonly Corridor[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))]
  return names.map((name) => {
    const info = getCorridor(name)
    if (!info) throw usageError(`unknown corridor "${name}"; known: ${Object.keys(corridors).join(', ')}`)
    return info.corridor
  })
}

/** What a local network serves unless told otherwise; the corridors of the vendors that it plays come on top. */
export const defaultCorridors: readonly Corridor[] = ['NGN/bank', 'KES/mpesa', 'GHS/mobile']

/** The corridors asked for, or the usual ones and those of the vendors. */
export function toCorridors(text: string | undefined, vendors: ReadonlyMap<Corridor, SimulatedVendor>): readonly Corridor[] {
  if (text === undefined) return [...new Set([...defaultCorridors, ...vendors.keys()])]
  const served = parseCorridors(text)
  for (const [corridor, vendor] of vendors)
    if (!served.includes(corridor)) throw usageError(`${vendor} serves ${corridor}, which is not among --corridors`)
  return served
}

/** A comma-separated list of vendors to play, as the corridor that each serves. One vendor per corridor. */
export function parseVendors(text: string | undefined): ReadonlyMap<Corridor, SimulatedVendor> {
  const vendors = new Map<Corridor, SimulatedVendor>()
  for (const name of text?.split(',').map((part) => part.trim()) ?? []) {
    const vendor = simulatedVendors.find((known) => known === name)
    if (!vendor) throw usageError(`"${name}" has no simulator; there are: ${simulatedVendors.join(', ')}`)
    const corridor = vendorCorridors[vendor]
    if (vendors.has(corridor))
      throw usageError(`${corridor} can be served through one vendor at a time: ${vendors.get(corridor)} or ${vendor}`)
    vendors.set(corridor, vendor)
  }
  return vendors
}
