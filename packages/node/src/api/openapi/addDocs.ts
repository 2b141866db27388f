/** `GET /v1/openapi.json`, and `/docs` to read it in a browser without the internet. */
import reference from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { createDocument, type DocumentedRoute } from './createDocument.ts'

/** The page runs its own scripts and asks this gateway alone. */
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; connect-src 'self'"
const version = '1'

/** Add it before the routes: it hears of each as it is added. */
export async function addDocs(app: FastifyInstance, { ownUrl }: { ownUrl(): string }): Promise<void> {
  const routes: DocumentedRoute[] = []
  app.addHook('onRoute', ({ method, path, config }) => {
    if (config?.operation) routes.push({ method: String(method), path, operation: config.operation })
  })
  let text: string | undefined
  app.get('/v1/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(createDocument(routes, { url: ownUrl(), version }))
    return reply.type('application/json; charset=utf-8').serializer(String).send(text)
  })
  await app.register(async (docs) => {
    docs.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', policy).header('x-content-type-options', 'nosniff')
    })
    await docs.register(reference, {
      routePrefix: '/docs',
      logLevel: 'silent',
      configuration: {
        url: '/v1/openapi.json',
        pageTitle: 'Paynode gateway',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
      },
    })
  })
}
