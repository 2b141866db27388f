/** The PSPs that a corridor can be served through, told apart by `vendor`. */
import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { binancePspSchema } from './binance.ts'
import { circlePspSchema } from './circle.ts'
import { flutterwavePspSchema, flutterwaveV3PspSchema } from './flutterwave.ts'
import { toModulePspSchema } from './module.ts'
import { mpesaPspSchema } from './mpesa.ts'
import { opayPspSchema } from './opay.ts'
import { paystackPspSchema } from './paystack.ts'
import { sandboxPspSchema } from './sandbox.ts'
import type { SecretRef } from './secret.ts'

const builtIn = [
  sandboxPspSchema,
  paystackPspSchema,
  flutterwavePspSchema,
  flutterwaveV3PspSchema,
  opayPspSchema,
  mpesaPspSchema,
  circlePspSchema,
  binancePspSchema,
] as const
const modulePspSchema = toModulePspSchema(['module', ...builtIn.map(({ shape }) => shape.vendor.value)])

export const pspSchema = z.discriminatedUnion('vendor', [...builtIn, modulePspSchema])
export type PspConfig = z.output<typeof pspSchema>
/** Every vendor that a configuration can name. */
export const pspVendors: readonly PspConfig['vendor'][] = pspSchema.options.map(({ shape }) => shape.vendor.value)

/** Takes relative secret files from the configuration's folder, wherever they stand: `{ file }` and `…File`. */
export function resolvePspPaths(psp: PspConfig, folder: string): PspConfig {
  const at = (path: string) => (isAbsolute(path) ? path : resolve(folder, path))
  const toAbsolute = (ref: SecretRef): SecretRef => ('file' in ref ? { file: at(ref.file) } : ref)
  const entries = Object.entries(psp).map(([name, value]: [string, unknown]) => {
    if (name === 'options') return [name, value] // a module's own affair
    if (name === 'secrets')
      return [name, Object.fromEntries(Object.entries(value as Record<string, SecretRef>).map(([key, ref]) => [key, toAbsolute(ref)]))]
    if (name.endsWith('File') && typeof value === 'string') return [name, at(value)]
    if (typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string')
      return [name, { file: at(value.file) }]
    return [name, value]
  })
  return Object.fromEntries(entries) as PspConfig // the same keys, with the same types
}
