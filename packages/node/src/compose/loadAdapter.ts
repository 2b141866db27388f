/** Loads an adapter that is no part of this package, and looks at its shape before money depends on it. */
import { pathToFileURL } from 'node:url'
import { ConfigError } from '../config/ConfigError.ts'
import { readSecret } from '../config/load.ts'
import type { ModulePspConfig } from '../config/psp/module.ts'
import type { PspAdapter } from '../payout/psp.ts'
import type { Exchange } from '../payout/transport/types.ts'
import type { Clock } from '../runtime/clock.ts'

/** What a module's `createPspAdapter` is given. The adapter's `id` must be this one. */
export type PspModuleParameters = {
  readonly id: string
  readonly clock: Clock
  /** From the configuration, unchecked: parse them. */
  readonly options: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
  /** Milliseconds per request: the daemon begins no payout that could not be answered in time. */
  readonly timeoutMs: number
  /** Told of every request, for the log: method, route, status. Pass it to `createTransport`. */
  onExchange(exchange: Exchange): void
}

/** What a module exports. */
export type PspModule = { createPspAdapter(parameters: PspModuleParameters): PspAdapter | Promise<PspAdapter> }

const verbs = ['validate', 'resolve', 'prepare', 'submit', 'query', 'webhook', 'balance', 'institutions'] as const
const facts = [
  'currencies',
  'nameEnquiry',
  'recipientStep',
  'repeat',
  'queryBy',
  'query',
  'notFoundAuthoritative',
  'webhook',
  'balance',
  'canReturn',
]
const HELP = 'docs/write-an-adapter.md says what an adapter is'

/** @throws ConfigError when the file does not load, exports something else, or makes an adapter that lacks a part. */
export async function loadAdapter(
  psp: ModulePspConfig,
  deps: Pick<PspModuleParameters, 'id' | 'clock' | 'onExchange'>,
): Promise<PspAdapter> {
  const refuse = (problem: string) => new ConfigError(psp.moduleFile, [problem])
  const secrets = Object.fromEntries(Object.entries(psp.secrets).map(([name, ref]) => [name, readSecret(ref)]))
  const loaded: Partial<PspModule> = await import(pathToFileURL(psp.moduleFile).href).catch((error: unknown) => {
    throw refuse(`the PSP's module does not load (${toReason(error)}); correct moduleFile or the module`)
  })
  if (typeof loaded.createPspAdapter !== 'function') throw refuse(`the PSP's module exports no function createPspAdapter; ${HELP}`)
  let adapter: PspAdapter
  try {
    adapter = await loaded.createPspAdapter({ ...deps, options: psp.options, secrets, timeoutMs: psp.timeoutMs })
  } catch (error) {
    throw refuse(`createPspAdapter did not make an adapter (${toReason(error)}); correct its options or secrets`)
  }
  const missing = [
    ...verbs.filter((verb) => typeof adapter?.[verb] !== 'function'),
    ...facts.filter((fact) => !(fact in (adapter?.capabilities ?? {}))).map((fact) => `capabilities.${fact}`),
  ]
  if (missing.length > 0) throw refuse(`the adapter lacks ${missing.join(', ')}; ${HELP}`)
  if (adapter.id !== deps.id)
    throw refuse(`the adapter calls itself ${String(adapter.id)}; its id must be the one it was given, ${deps.id}`)
  return adapter
}

/** An error's class and code: its message may quote a secret. */
function toReason(error: unknown): string {
  if (!(error instanceof Error)) return 'it threw no error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
