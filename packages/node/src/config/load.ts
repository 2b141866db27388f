/** Loads the configuration and the secrets it names; what is wrong is said with its place and what to do. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import type { z } from 'zod'
import { ConfigError } from './ConfigError.ts'
import { resolvePspPaths } from './psp/schema.ts'
import type { SecretRef } from './psp/secret.ts'
import { configSchema, type NodeConfig } from './schema.ts'
import { toEnvOverrides } from './toEnvOverrides.ts'
import { withKnownAddresses } from './withKnownAddresses.ts'

/** A nested part of a configuration: objects are merged, everything else replaces. */
export type ConfigOverrides = { readonly [key: string]: unknown }

/**
 * Reads a JSON configuration. `PAYNODE_*` variables win over the file, `overrides` over both; relative paths are taken from the file's folder.
 * @throws ConfigError that lists every problem with its path.
 */
export function loadConfig(path: string, overrides: ConfigOverrides = {}, env: NodeJS.ProcessEnv = process.env): NodeConfig {
  const raw = withKnownAddresses([toEnvOverrides(env), overrides].reduce<ConfigOverrides>(merge, parseFile(path)))
  const parsed = configSchema.safeParse(raw)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => toProblem(issue, raw))
    throw new ConfigError(path, problems)
  }
  return resolvePaths(parsed.data, dirname(resolve(path)))
}

/**
 * Reads a secret: the file's text without surrounding white space.
 * @throws ConfigError when the file is missing, empty, or open to other users. The secret is in no message.
 */
export function readSecretFile(path: string): string {
  let secret: string
  try {
    const { mode } = statSync(path)
    if ((mode & 0o077) !== 0) throw new ConfigError(path, [`the secret can be read by other users; run: chmod 600 ${path}`])
    secret = readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(path, [`cannot read this secret file (${toCode(error)}); create it with mode 0600 or correct its path`])
  }
  if (secret === '') throw new ConfigError(path, ['the secret file is empty; put the secret on one line'])
  return secret
}

/**
 * Reads a secret from where the configuration says it is.
 * @throws ConfigError when it is missing, empty, or in a file open to other users.
 */
export function readSecret(ref: SecretRef, env: NodeJS.ProcessEnv = process.env): string {
  if ('file' in ref) return readSecretFile(ref.file)
  const secret = env[ref.env]?.trim()
  if (!secret) throw new ConfigError(ref.env, ['the environment variable is missing or empty; it must hold the secret'])
  return secret
}

function parseFile(path: string): ConfigOverrides {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(path, [`cannot read the configuration (${toCode(error)}); \`paynode init\` writes one`])
  }
  try {
    const value: unknown = JSON.parse(text)
    if (isPlain(value)) return value
  } catch (error) {
    throw new ConfigError(path, [`is not JSON${toPlace(text, error)}; check commas, quotes and brackets there`])
  }
  throw new ConfigError(path, ['must hold one JSON object'])
}

/** The parser's message quotes the file, which may hold what does not belong there; only the place is repeated. */
function toPlace(text: string, error: unknown): string {
  const offset = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  if (offset === undefined) return ''
  const lines = text.slice(0, Number(offset)).split('\n')
  return ` at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

function toProblem(issue: z.core.$ZodIssue, raw: unknown): string {
  const place = issue.path.join('.') || 'the configuration'
  if (issue.code === 'unrecognized_keys') {
    return `${place}: unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}; remove it or correct its spelling`
  }
  const value = issue.path.reduce<unknown>((item, key) => (item as Record<PropertyKey, unknown> | undefined)?.[key], raw)
  return value === undefined ? `${place}: is missing` : `${place}: ${issue.message}`
}

function resolvePaths(config: NodeConfig, folder: string): NodeConfig {
  const at = (path: string) => (isAbsolute(path) ? path : resolve(folder, path))
  const { keys, attestation, policy } = config
  return {
    ...config,
    dataDir: at(config.dataDir),
    keys: {
      operatorKeyFile: at(keys.operatorKeyFile),
      nodeKeyFile: at(keys.nodeKeyFile),
      hpkeKeyFile: at(keys.hpkeKeyFile),
      ...(keys.passphraseFile === undefined ? {} : { passphraseFile: at(keys.passphraseFile) }),
    },
    policy: {
      ...policy,
      ...(policy.sanctionsFile === undefined ? {} : { sanctionsFile: at(policy.sanctionsFile) }),
      ...(policy.hook && 'file' in policy.hook.secret ? { hook: { ...policy.hook, secret: { file: at(policy.hook.secret.file) } } } : {}),
    },
    corridors: config.corridors.map((item) => ({
      ...item,
      psp: resolvePspPaths(item.psp, folder),
      fallbacks: item.fallbacks.map((psp) => resolvePspPaths(psp, folder)),
    })),
    attestation: {
      ...attestation,
      receipts: Object.fromEntries(
        Object.entries(attestation.receipts).map(([corridor, access]) => [corridor, { ...access, tokenFile: at(access.tokenFile) }]),
      ),
    },
  }
}

function merge(base: ConfigOverrides, over: ConfigOverrides): ConfigOverrides {
  const result: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const current = result[key]
    if (value !== undefined) result[key] = isPlain(value) && isPlain(current) ? merge(current, value) : value
  }
  return result
}

const isPlain = (value: unknown): value is ConfigOverrides => value !== null && typeof value === 'object' && !Array.isArray(value)
const toCode = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unreadable')
