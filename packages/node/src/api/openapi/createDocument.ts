/** OpenAPI 3.1 of the gateway, made from the very schemas that requests are parsed with. */
import { z } from 'zod'
import { type ProblemCode, problems } from '../routes/problem.ts'
import type { Operation } from '../routes/types.ts'

/** A route with its documentation. `path` is Fastify's. */
export type DocumentedRoute = { readonly method: string; readonly path: string; readonly operation: Operation }

type Json = { readonly [key: string]: unknown }

/** What any route may answer, whatever it does. */
const always: readonly ProblemCode[] = ['invalid_request', 'rate_limited', 'unauthorized', 'internal']

/** Tags in the order of a first reading. */
const tags = [
  { name: 'network', description: 'Where money can go, who brings it, at what price' },
  { name: 'orders', description: 'Orders, their recipients, and what happens to them' },
  { name: 'sign-in', description: 'Sessions of wallets (EIP-4361)' },
  { name: 'webhooks', description: 'Being told instead of asking' },
  { name: 'operation', description: 'The gateway itself' },
]

/** The document, for a gateway that clients reach at `url`. */
export function createDocument(
  routes: readonly DocumentedRoute[],
  { url, version }: { readonly url: string; readonly version: string },
): Json {
  const paths: Record<string, Record<string, Json>> = {}
  const named: Record<string, Json> = { Problem: problemSchema }
  for (const { method, path, operation } of routes) {
    const name = path.replace(/:(\w+)/g, '{$1}')
    paths[name] = { ...paths[name], [method.toLowerCase()]: toOperation(operation, `${method} ${name}`, named) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Paynode gateway',
      version,
      description:
        'Amounts are decimal strings of minor units, times unix seconds unless a field says otherwise. Errors are RFC 9457 problems.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url }],
    tags,
    paths,
    components: {
      schemas: named,
      securitySchemes: {
        wallet: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From POST /v1/auth/verify' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'From the operator: paynode api-keys create' },
      },
    },
  }
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do about it' },
    code: { type: 'string', enum: Object.keys(problems), description: 'Stable' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } }, required: ['path', 'message'] },
    },
    contractError: {
      type: 'object',
      properties: { name: { type: 'string' }, args: { type: 'array', items: { type: 'string' } } },
      required: ['name', 'args'],
    },
  },
}

function toOperation(
  { tag, summary, params, query, headers, body, answers, stream, signedIn, ...rest }: Operation,
  id: string,
  named: Record<string, Json>,
): Json {
  return {
    operationId: toOperationId(id),
    tags: [tag],
    summary,
    security: signedIn ? [{ wallet: [] }, { apiKey: [] }] : [{}, { wallet: [] }, { apiKey: [] }],
    parameters: [...toParameters('path', params, named), ...toParameters('query', query, named), ...toParameters('header', headers, named)],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: toSchema(body, 'input', named) } } } } : {}),
    responses: { ...toAnswers(answers, stream, named), ...toProblems([...(rest.problems ?? []), ...always]) },
  }
}

/** `GET /v1/orders/{id}/events` → `getOrdersIdEvents`. */
function toOperationId(text: string): string {
  const [method = '', ...words] = text.replace('/v1', '').match(/[A-Za-z]+/g) ?? []
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function toParameters(place: 'path' | 'query' | 'header', schema: z.ZodObject | undefined, named: Record<string, Json>): readonly Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = toSchema(schema, 'input', named) as {
    properties?: Record<string, Json>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, property]) => ({ name, in: place, required: required.includes(name), schema: property }))
}

function toAnswers(answers: Operation['answers'], stream: true | undefined, named: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => {
      if (schema instanceof z.ZodUndefined) return [status, { description: 'Done' }]
      const events = stream ? { 'text/event-stream': { schema: { type: 'string', description: 'Resumable with Last-Event-ID' } } } : {}
      return [
        status,
        { description: 'The answer', content: { 'application/json': { schema: toSchema(schema, 'output', named) }, ...events } },
      ]
    }),
  )
}

function toProblems(codes: readonly ProblemCode[]): Record<string, Json> {
  const byStatus = Map.groupBy(new Set(codes), (code) => problems[code].status)
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries([...byStatus].map(([status, group]) => [status, { description: group.join(', '), content }]))
}

/** Named schemas go to the components, everything else stands where it is used. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', named: Record<string, Json>): Json {
  const made = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any', override: dropSafeBounds })
  const {
    $schema: _dialect,
    $defs = {},
    ...json
  } = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json & {
    readonly $defs?: Record<string, Json>
  }
  for (const [name, definition] of Object.entries($defs)) named[name] = withoutId(definition)
  return withoutId(json)
}

const withoutId = ({ id: _id, $id: _anchor, ...json }: Json): Json => json

/** Every integer of JavaScript has them. */
function dropSafeBounds({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}
