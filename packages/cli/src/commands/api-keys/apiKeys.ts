/** `paynode api-keys create|list|revoke`: who may use the gateway from a server. Works while the daemon runs. */
import { join } from 'node:path'
import { type ApiScope, apiScopes, createApiKey, listApiKeys, openStore, revokeApiKey } from '@paynode/node/api-keys'
import type { Command } from 'commander'
import { now } from '../../clock.ts'
import { loadNodeConfig } from '../../config/loadNodeConfig.ts'
import type { Context } from '../../context.ts'
import { usageError } from '../../errors.ts'
import { toList, toTable } from '../../output/text.ts'

type Options = { readonly config: string }

/** Adds the commands. */
export function addApiKeys(parent: Command, context: Context): void {
  const keys = parent.command('api-keys').description('API keys of the gateway: create, list, revoke')
  const add = (name: string, description: string) =>
    keys
      .command(name)
      .description(description)
      .requiredOption('--config <file>', 'configuration of the daemon, as written by `paynode init`')
  add('create', 'create a key; it is shown once')
    .requiredOption('--name <name>', 'whose it is')
    .option('--scopes <list>', `comma-separated: ${apiScopes.join(', ')}`, apiScopes.join(','))
    .action(async ({ config, name, scopes }: Options & { readonly name: string; readonly scopes: string }) => {
      const allowed = parseScopes(scopes)
      const { id, key } = await withStore(config, (store) => createApiKey(store, { name, scopes: allowed, now: now() }))
      const data = { id, name, scopes: allowed, key }
      context.emit({ data, text: () => `${toList({ ...data, scopes: allowed.join(', ') })}\n\nKeep it now: it is not stored.` })
    })
  add('list', 'list keys; never the keys themselves').action(async ({ config }: Options) => {
    const data = (await withStore(config, listApiKeys)).map(({ hash: _hash, ...key }) => key)
    const rows = data.map(({ id, name, scopes, createdAt, revokedAt }) => [id, name, scopes.join(' '), toDay(createdAt), toDay(revokedAt)])
    context.emit({ data, text: () => toTable(['id', 'name', 'scopes', 'created', 'revoked'], rows) })
  })
  keys
    .command('revoke <id>')
    .description('end a key at once')
    .requiredOption('--config <file>', 'configuration of the daemon')
    .action(async (id: string, { config }: Options) => {
      if (!(await withStore(config, (store) => revokeApiKey(store, id, now()))))
        throw usageError(`no key ${id} counts; api-keys list shows them`)
      context.emit({ data: { id, revoked: true }, text: () => toList({ revoked: id }) })
    })
}

function parseScopes(text: string): readonly ApiScope[] {
  const names = text.split(',').map((name) => name.trim())
  const scopes = apiScopes.filter((scope) => names.includes(scope))
  if (scopes.length !== new Set(names).size) throw usageError(`--scopes: one or more of ${apiScopes.join(', ')}`)
  return scopes
}

async function withStore<result>(file: string, work: (store: ReturnType<typeof openStore>) => result): Promise<result> {
  const { dataDir } = await loadNodeConfig(file)
  const store = openStore(join(dataDir, 'paynode.db'))
  try {
    return work(store)
  } finally {
    store.close()
  }
}

const toDay = (at: number | undefined) => (at === undefined ? '–' : new Date(at).toISOString().slice(0, 10))
