/** `POST /graphql` (and GET): reads as a graph, within limits. */
import type { FastifyInstance } from 'fastify'
import { GraphQLError } from 'graphql'
import mercurius from 'mercurius'
import type { Logger } from '../../runtime/logger.ts'
import { ApiError } from '../routes/problem.ts'
import type { ApiDeps } from '../routes/types.ts'
import { sendError } from '../sendError.ts'
import { createResolvers } from './createResolvers.ts'
import { limitQuery } from './limitQuery.ts'
import { schema } from './schema.ts'

const COST = 20
const refused = { code: 'invalid_request' }

type ServerError = Error & { readonly code?: string; readonly errors?: readonly Error[] }

/** Errors carry the codes of problems; what fails inside is logged and not shown. */
export async function addGraphql(
  app: FastifyInstance,
  { deps, logger }: { readonly deps: ApiDeps; readonly logger: Logger },
): Promise<void> {
  await app.register(async (graph) => {
    graph.addHook('onRoute', (route) => {
      if (route.path === '/graphql') route.config = { ...route.config, cost: COST }
    })
    await graph.register(mercurius, {
      schema,
      resolvers: createResolvers(deps) as never, // mercurius types resolvers by a generic map
      graphiql: false,
      allowBatchedQueries: false,
      cache: false,
      validationRules: () => [limitQuery],
      errorHandler: (error: ServerError, request, reply) => {
        if (!error.code?.startsWith('MER_')) return sendError(logger, error, request, reply)
        const errors = (error.errors ?? [error]).map((one) => new GraphQLError(one.message.slice(0, 300), { extensions: refused }))
        reply.code(400).type('application/json; charset=utf-8').send({ data: null, errors })
      },
      errorFormatter: ({ errors = [], data }) => ({
        statusCode: 200,
        response: { data: data ?? null, errors: errors.map((error) => toShown(error, logger)) },
      }),
    })
  })
}

function toShown(error: Error & { readonly originalError?: unknown }, logger: Logger): GraphQLError {
  const original = error.originalError
  const known = error instanceof ApiError ? error : original instanceof ApiError ? original : undefined
  if (known) return new GraphQLError(known.message, { extensions: { code: known.code } })
  // By name: the library loads its own copy of graphql.
  const isQuerys = error.name === 'GraphQLError' && (!(original instanceof Error) || original.name === 'GraphQLError')
  if (isQuerys) return new GraphQLError(error.message.slice(0, 300), { extensions: refused })
  logger.error({ error: original instanceof Error ? original.name : error.name }, 'a graph query failed')
  return new GraphQLError('it was logged; try again or use another gateway', { extensions: { code: 'internal' } })
}
