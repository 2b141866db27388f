/** `GET /v1/auth/nonce` and `POST /v1/auth/verify`: signing in with a wallet. */
import { z } from 'zod'
import { bytesSchema, parse } from './parse.ts'
import type { AddRoute } from './types.ts'

const bodySchema = z.strictObject({ message: z.string().max(4_000), signature: bytesSchema(8_192) })
const nonceSchema = z.strictObject({ nonce: z.string(), expiresAt: z.int(), uri: z.string(), chainId: z.int() })
const sessionSchema = z.strictObject({ token: z.string(), expiresAt: z.int(), address: z.string() })

/** A nonce for one sign-in; the message names `uri` and `chainId`. Times are unix seconds. */
export const addNonceRoute: AddRoute = (app, { deps, signIn, ownUrl }) => {
  const operation = { tag: 'sign-in', summary: 'A nonce for one sign-in', answers: { 200: nonceSchema }, problems: ['busy'] } as const
  app.get('/v1/auth/nonce', { config: { cost: 5, operation } }, (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return { ...signIn.nonce(), uri: ownUrl(), chainId: deps.network.chainId }
  })
}

/** A session for whoever signed the message: of a key, or of a smart account. */
export const addVerifyRoute: AddRoute = (app, { signIn }) => {
  const operation = {
    tag: 'sign-in',
    summary: 'Sign in with a signed EIP-4361 message',
    body: bodySchema,
    answers: { 200: sessionSchema },
    problems: ['sign_in_refused'],
  } as const
  app.post('/v1/auth/verify', { config: { cost: 20, operation } }, async (request, reply) => {
    const { message, signature } = parse(bodySchema, request.body)
    reply.header('cache-control', 'no-store')
    return signIn.verify({ message, signature, origin: request.headers.origin })
  })
}
